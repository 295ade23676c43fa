package main

import (
	"fmt"
	"sync"
	"unicode/utf8"
)

// console is a screen that several goroutines write to, a line at a time. On a terminal its
// last line is the status, which stays below what is written.
type console struct {
	screen screen

	mu     sync.Mutex
	status string
}

func newConsole(s screen) *console { return &console{screen: s} }

// line writes a line.
func (c *console) line(parts ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erase()
	c.screen.line(parts...)
	c.draw()
}

// setStatus replaces the status; "" takes it away. Elsewhere than on a terminal there is
// none.
func (c *console) setStatus(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.screen.width == 0 || text == c.status {
		return
	}
	c.erase()
	c.status = text
	c.draw()
}

// erase takes the status from the terminal.
func (c *console) erase() {
	if c.status != "" {
		fmt.Fprint(c.screen, "\r\x1b[K")
	}
}

// draw writes the status. A line that does not fit is cut, as it could not be erased.
func (c *console) draw() {
	if c.status == "" {
		return
	}
	text := "… " + c.status
	if most := c.screen.width - 1; utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most])
	}
	fmt.Fprint(c.screen, c.screen.paint(grey, text))
}

// paint colours a text, if the screen has colours.
func (c *console) paint(colour colour, text string) string { return c.screen.paint(colour, text) }
