export const handler = async (event) =>
  event.name === 'PSY' ? { song: 'gangnam style' } : { song: 'i dont know' }
