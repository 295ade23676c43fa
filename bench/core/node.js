// Does orders with peers that are written in JavaScript:
//
//	node --expose-gc -e "$(cat node.js)" FOLDER
//	node -e "$(cat node.js)" FOLDER DEFINITION INPUT
//
// FOLDER holds node_modules. The second form runs one machine and prints its
// output. The first one reads requests from the standard input, a line of JSON
// each, and answers with a line each:
//
//	{"versions": true}      {"versions": {package: version, or null without it}}
//	{"order": {…}}          {"output": text, "id": i}
//	{"id": i, "count": n}   {"nanoseconds": of n times} for the order with that id
//
// or {"error": text}.
'use strict';

const fs = require('fs');
const path = require('path');
const folder = path.resolve(process.argv[1]);
const load = require('module').createRequire(path.join(folder, 'x.js'));

// aws-local-stepfunctions calls it, and Node has it from version 22 on.
Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new this((...functions) => ([resolve, reject] = functions));
  return {promise, resolve, reject};
};

function version(name) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return null;
  }
}

// machine parses a definition and checks it. The ARNs are not checked, since
// published definitions have placeholders in their place.
function machine(text) {
  const {StateMachine} = load('aws-local-stepfunctions');
  return new StateMachine(JSON.parse(text), {validationOptions: {checkArn: false}});
}

// taskNames lists the Task states of a definition, also those inside of others.
function taskNames(value, names = []) {
  for (const [name, inner] of Object.entries(value ?? {})) {
    if (typeof inner === 'object') {
      if (inner?.Type === 'Task') {
        names.push(name);
      }
      taskNames(inner, names);
    }
  }
  return names;
}

const lyrics = {'gangnam style': 'oh oh oh oh oh pan gangnam style'};

// overrides are the functions of an order's tasks.
function overrides(order, definition) {
  let calls = 0;
  const echo = input => input;
  const shaky = input => {
    if (++calls % 3 !== 0) {
      throw new Error('busy');
    }
    return input;
  };
  const songs = {
    song: ({name}) => ({song: name === 'PSY' ? 'gangnam style' : ''}),
    lyrics: ({song}) => ({lyrics: lyrics[song]}),
  };
  const taskResourceLocalHandlers = {};
  const retryIntervalOverrides = {};
  for (const name of taskNames(definition)) {
    taskResourceLocalHandlers[name] = {echo, shaky, songs: songs[name]}[order.Tasks];
    retryIntervalOverrides[name] = 0;
  }
  return {taskResourceLocalHandlers, retryIntervalOverrides};
}

// prepare returns what does an order once and returns the output's text.
function prepare(order) {
  switch (order.Kind) {
    case 'execution': {
      const m = machine(order.Definitions[0]);
      const options = {overrides: overrides(order, JSON.parse(order.Definitions[0]))};
      return async () => JSON.stringify(await m.run(JSON.parse(order.Input), options).result);
    }
    case 'parsing':
      return async () => {
        for (const text of order.Definitions) {
          machine(text);
        }
        return '';
      };
    case 'expression': {
      const expression = load('jsonata')(order.Expression);
      const bindings = {states: {input: JSON.parse(order.Input)}};
      return async () => JSON.stringify(await expression.evaluate(undefined, bindings));
    }
  }
  throw new Error(`there is no kind ${order.Kind}`);
}

async function measure(once, count) {
  globalThis.gc?.();
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) {
    await once();
  }
  return Number(process.hrtime.bigint() - start);
}

const prepared = [];

async function answer(request) {
  if (request.versions) {
    return {versions: {
      'aws-local-stepfunctions': version('aws-local-stepfunctions'),
      jsonata: version('jsonata'),
      node: process.versions.node,
    }};
  }
  if (request.order) {
    const once = prepare(request.order);
    prepared.push(once);
    return {output: await once(), id: prepared.length - 1};
  }
  return {nanoseconds: await measure(prepared[request.id], request.count)};
}

async function serve() {
  for await (const line of require('readline').createInterface({input: process.stdin})) {
    let reply;
    try {
      reply = await answer(JSON.parse(line));
    } catch (error) {
      reply = {error: String(error?.message ?? error)};
    }
    process.stdout.write(JSON.stringify(reply) + '\n');
  }
}

async function runOnce(definition, input) {
  console.log(JSON.stringify(await machine(definition).run(JSON.parse(input)).result));
}

if (process.argv.length > 2) {
  runOnce(process.argv[2], process.argv[3]);
} else {
  serve();
}
