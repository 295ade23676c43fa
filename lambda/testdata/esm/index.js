import path from 'node:path'

export const handler = async () => path.basename(import.meta.url)
