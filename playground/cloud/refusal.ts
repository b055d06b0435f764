/** An answer other than 2xx, thrown by a handler and written as Cinder's faults are. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  with(headers: Readonly<Record<string, string>>): Refusal {
    return new Refusal(this.status, this.body, { ...this.headers, ...headers });
  }
}

// Names of the one key: cinder 21.3.1 api/openstack/wsgi.py, Fault._fault_names.
const fault = (status: number, name: string, message: string): Refusal =>
  new Refusal(status, { [name]: { code: status, message } });

export const badRequest = (message: string): Refusal => fault(400, "badRequest", message);
export const notFound = (message: string): Refusal => fault(404, "itemNotFound", message);
export const notAcceptable = (message: string): Refusal => fault(406, "computeFault", message);

/** `Policy doesn't allow RULE to be performed.` */
export const forbidden = (rule: string): Refusal =>
  fault(403, "forbidden", `Policy doesn't allow ${rule} to be performed.`);

/** Over a quota, or metadata that is too long: 413 with `Retry-After` only for the quota. */
export const overLimit = (message: string): Refusal =>
  new Refusal(413, { overLimit: { code: 413, message, retryAfter: "0" } }, { "Retry-After": "0" });
export const tooLarge = (message: string): Refusal => fault(413, "overLimit", message);

/** keystonemiddleware answers before Cinder sees the request. */
export const unauthorized = (authUrl: string): Refusal =>
  new Refusal(
    401,
    {
      error: {
        code: 401,
        title: "Unauthorized",
        message: "The request you have made requires authentication.",
      },
    },
    { "WWW-Authenticate": `Keystone uri="${authUrl}"` },
  );
