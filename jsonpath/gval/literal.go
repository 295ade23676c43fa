package gval

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/PaesslerAG/gval"
	"github.com/goasl/goasl/diag"
)
