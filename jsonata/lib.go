package jsonata

import "sync"

// builtin returns the function with that name, undefined if there is none.
func builtin(name string, p Profile) value {
	if n, ok := natives[p]()[name]; ok {
		return ofFunction(n)
	}
	return undefined
}

// natives make the built-in functions of the profiles when the first expression
// needs them: a program without expressions starts sooner. They are set by init, as
// some functions refer back to them.
var natives [2]func() map[string]*native

func init() {
	for p := range natives {
		natives[p] = sync.OnceValue(func() map[string]*native { return defineAll(Profile(p)) })
	}
}

// defineAll makes the built-in functions of a profile.
func defineAll(p Profile) map[string]*native {
	tables := [][]definition{
		stringFunctions, regexFunctions, numberFunctions, arrayFunctions, objectFunctions,
		higherOrderFunctions, booleanFunctions, timeFunctions, encodingFunctions, evalFunctions,
	}
	if p == AWS {
		tables = append(tables, awsFunctions)
	}
	all := map[string]*native{}
	for _, table := range tables {
		for i := range table {
			all[table[i].name] = table[i].native()
		}
	}
	if p == AWS {
		delete(all, "eval")
	}
	return all
}

// definition is a line of the tables of built-in functions.
type definition struct {
	name      string
	params    int // arity
	signature string
	run       func(ev *evaluation, args []value) (value, error)
}

// native returns the function that is defined.
func (d *definition) native() *native {
	s, err := parseSignature(d.signature)
	if err != nil {
		panic("jsonata: the signature of $" + d.name + ": " + err.Error())
	}
	return &native{d.name, d.params, s, d.run}
}
