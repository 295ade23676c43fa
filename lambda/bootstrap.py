# Loads a Lambda handler and serves invocations, by the Lambda Runtime API.
import base64, http.client, importlib, json, logging, os, sys, time, traceback
from decimal import Decimal

ADDRESS, _, PREFIX = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
PATH = "/" + PREFIX + "/2018-06-01/runtime"
JSON = {"Content-Type": "application/json"}


class Failure(Exception):
    """An error that the runtime reports, with its type and message."""

    def __init__(self, type, message, trace=()):
        self.type, self.message, self.trace = type, message, list(trace)


class Values:
    def __init__(self, **values):
        self.__dict__.update(values)

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, ",".join("%s=%r" % v for v in self.__dict__.items()))


class LambdaContext(Values):
    def __init__(self, headers):
        env = os.environ
        client = headers.get("Lambda-Runtime-Client-Context")
        identity = json.loads(headers.get("Lambda-Runtime-Cognito-Identity") or "{}")
        super().__init__(
            aws_request_id=headers["Lambda-Runtime-Aws-Request-Id"],
            log_group_name=env["AWS_LAMBDA_LOG_GROUP_NAME"],
            log_stream_name=env["AWS_LAMBDA_LOG_STREAM_NAME"],
            function_name=env["AWS_LAMBDA_FUNCTION_NAME"],
            memory_limit_in_mb=env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
            function_version=env["AWS_LAMBDA_FUNCTION_VERSION"],
            invoked_function_arn=headers["Lambda-Runtime-Invoked-Function-Arn"],
            client_context=ClientContext(json.loads(client)) if client else None,
            identity=CognitoIdentity(
                cognito_identity_id=identity.get("cognitoIdentityId"),
                cognito_identity_pool_id=identity.get("cognitoIdentityPoolId"),
            ),
            tenant_id=headers.get("Lambda-Runtime-Aws-Tenant-Id"),
            _deadline=int(headers["Lambda-Runtime-Deadline-Ms"]),
        )

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))


class CognitoIdentity(Values):
    pass


class Client(Values):
    pass


class ClientContext(Values):
    def __init__(self, given):
        client = given.get("client")
        names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
        super().__init__(
            custom=given.get("custom"),
            env=given.get("env"),
            client=Client(**{n: client.get(n) for n in names}) if client else None,
        )


class RequestFilter(logging.Filter):
    """Adds the ID of the request to log records."""

    aws_request_id = ""

    def filter(self, record):
        record.aws_request_id = self.aws_request_id
        return True


def set_up_logging(requests):
    handler = logging.StreamHandler(sys.stdout)
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(requests)
    logging.getLogger().addHandler(handler)


def frames(error):
    """Returns the stack of an error, without the frames of this program."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals is globals():
        trace = trace.tb_next
    return traceback.format_list(traceback.extract_tb(trace))


def payload_of(error, request_id):
    if isinstance(error, Failure):
        type, message, trace = error.type, error.message, error.trace
    else:
        type, message, trace = error.__class__.__name__, str(error), frames(error)
    lines = ["[ERROR] %s: %s" % (type, message)]
    if trace:
        lines += ["Traceback (most recent call last):"] + [line.rstrip("\n") for line in trace]
    sys.stdout.write("\n".join(lines) + "\n")
    flush()
    return json.dumps(
        {"errorMessage": message, "errorType": type, "requestId": request_id, "stackTrace": trace}
    ).encode()


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass  # the handler has replaced or closed it


def load(handler):
    try:
        name, function = handler.rsplit(".", 1)
    except ValueError as e:
        raise Failure("Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (handler, e))
    name = name.replace("/", ".")
    if name.split(".")[0] in sys.builtin_module_names:
        raise Failure(
            "Runtime.BuiltInModuleConflict",
            "Cannot use built-in module %s as a handler module" % name,
        )
    try:
        module = importlib.import_module(name)
    except ImportError as e:
        raise Failure("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (name, e))
    except SyntaxError as e:
        trace = ['  File "%s" Line %s\n    %s' % (e.filename, e.lineno, e.text)]
        raise Failure("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (name, e), trace)
    if not hasattr(module, function):
        raise Failure("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, name))
    return getattr(module, function)


def number(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError("Object of type %s is not JSON serializable" % value.__class__.__name__)


def encode(result):
    """Returns the JSON of a result. From Python 3.12 on, characters are written as they are."""
    if isinstance(result, bytes):
        return result
    try:
        text = json.dumps(result, ensure_ascii=sys.version_info < (3, 12), default=number)
        return text.encode("utf-8", "surrogatepass")
    except Exception as e:
        raise Failure("Runtime.MarshalError", "Unable to marshal response: %s" % e)


def decode(body):
    try:
        return json.loads(body)
    except ValueError as e:
        raise Failure("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % e)


class API:
    def __init__(self):
        self.connection = http.client.HTTPConnection(ADDRESS)

    def call(self, method, path, body=None, headers=JSON):
        self.connection.request(method, PATH + path, body, headers)
        response = self.connection.getresponse()
        return response, response.read()


def serve(api, handler, requests):
    response, body = api.call("GET", "/invocation/next")
    if response.status != 200:
        sys.exit("the Runtime API answers with status %d" % response.status)
    request_id = requests.aws_request_id = response.headers["Lambda-Runtime-Aws-Request-Id"]
    trace = response.headers.get("Lambda-Runtime-Trace-Id")
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    kind = "response"
    try:
        answer = encode(handler(decode(body), LambdaContext(response.headers)))
    except Exception as e:
        kind, answer = "error", payload_of(e, request_id)
    flush()
    # A response that is too large has failed the invocation, and the next one may come.
    api.call("POST", "/invocation/%s/%s" % (request_id, kind), answer)


def main():
    # Lambda's task root stands in place of the folder of the program.
    sys.path = [os.environ["LAMBDA_TASK_ROOT"]] + [path for path in sys.path if path]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    requests = RequestFilter()
    set_up_logging(requests)
    api = API()
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as e:
        body = payload_of(e, "")
        type = json.loads(body)["errorType"]
        api.call("POST", "/init/error", body, dict(JSON, **{"Lambda-Runtime-Function-Error-Type": type}))
        sys.exit(1)
    while True:
        serve(api, handler, requests)


main()
