exports.handler = async () => 'common'
