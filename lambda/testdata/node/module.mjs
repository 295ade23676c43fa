const before = await Promise.resolve('module')

export const handler = async () => before
