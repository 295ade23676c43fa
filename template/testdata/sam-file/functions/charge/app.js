exports.handler = async (event) => ({ charged: event.table });
