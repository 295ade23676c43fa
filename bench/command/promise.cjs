// aws-local-stepfunctions calls it, and Node has it from version 22 on.
Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new this((...functions) => ([resolve, reject] = functions));
  return {promise, resolve, reject};
};
