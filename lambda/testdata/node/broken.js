require('no-such-module-here')
