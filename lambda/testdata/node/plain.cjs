exports.handler = async () => 'plain'
