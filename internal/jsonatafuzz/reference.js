// Answers expressions, one on each line of the standard input, by jsonata-js:
//
//	node -e "$(cat reference.js)" FOLDER MILLISECONDS
//
// FOLDER holds node_modules with jsonata, MILLISECONDS is the time at which the clock
// stands. Every question is {expr, input, bindings}, with input and bindings as JSON
// texts; every answer is {kind, value, code, message} on a line.
'use strict';

const path = require('path');
const [folder, now] = [process.argv[1], Number(process.argv[2])];

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) {
      super(now);
    } else {
      super(...args);
    }
  }
};
Math.random = () => 0.5;

const jsonata = require('module').createRequire(path.resolve(folder, 'x.js'))('jsonata');

class Unsupported extends Error {}

// text returns a result as JSON. Functions and what is no number have none.
function text(result) {
  return JSON.stringify(result, (key, value) => {
    if (typeof value === 'function' || typeof value === 'number' && !Number.isFinite(value) ||
        value && (value._jsonata_lambda || value._jsonata_function || value instanceof RegExp)) {
      throw new Unsupported();
    }
    return typeof value === 'string' ? value.toWellFormed() : value;
  });
}

async function answer({expr, input, bindings}) {
  try {
    const expression = jsonata(expr);
    // Steps are counted, for the clock stands still and time would not be the same again.
    let steps = 0;
    expression.assign(Symbol.for('jsonata.__evaluate_entry'), () => {
      if (++steps > 1e6) {
        throw {code: 'D1012', message: 'endless'};
      }
    });
    const result = await expression.evaluate(input === undefined ? undefined : JSON.parse(input), JSON.parse(bindings || '{}'));
    if (result === undefined) {
      return {kind: 'undefined'};
    }
    return {kind: 'result', value: text(result)};
  } catch (e) {
    if (e instanceof Unsupported) {
      return {kind: 'unsupported'};
    }
    const code = typeof e.code === 'string' ? e.code : '';
    return {kind: 'error', code, message: String(e.message)};
  }
}

(async () => {
  for await (const line of require('readline').createInterface({input: process.stdin})) {
    process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
  }
})();
