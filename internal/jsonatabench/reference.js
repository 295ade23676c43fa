// Measures jsonata-js:
//
//	node -e "$(cat reference.js)" FOLDER
//
// FOLDER holds node_modules with jsonata. The standard input is JSON: {input,
// expressions}. The answer is a line for each expression: the nanoseconds of one
// evaluation, the result looked at.
'use strict';

const path = require('path');
const jsonata = require('module').createRequire(path.resolve(process.argv[1], 'x.js'))('jsonata');

// size looks at every value of a result.
function size(value) {
  if (typeof value === 'string') {
    return value.length;
  }
  if (typeof value !== 'object' || value === null) {
    return Number(value);
  }
  let sum = 0;
  for (const key of Object.keys(value)) {
    sum += size(value[key]);
  }
  return sum;
}

async function measure(source, bindings) {
  const expression = jsonata(source);
  let best = Infinity;
  let looked = 0;
  for (let round = 0, count = 1; round < 5;) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) {
      looked += size(await expression.evaluate(undefined, bindings));
    }
    const elapsed = Number(process.hrtime.bigint() - start);
    if (elapsed < 1e8) {
      count *= 2; // and the compiler gets to know the code
      continue;
    }
    best = Math.min(best, elapsed / count);
    round++;
  }
  return looked === looked ? best : NaN;
}

(async () => {
  const {input, expressions} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  for (const source of expressions) {
    console.log(await measure(source, {states: {input}}));
  }
})();
