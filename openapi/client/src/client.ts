/**
 * A thin typed client on `wx.request`.
 *
 * `wx.request` calls `success` for every status, cannot send PATCH, and is interrupted when the
 * mini-program goes to the background; so every POST carries an Idempotency-Key that a retry
 * repeats, and an expired access token is refreshed once, by one request for all that wait.
 */
import { OPERATIONS } from "./operations.js";
import type { components, operations } from "./schema.js";

export type Problem = components["schemas"]["Problem"] & Record<string, unknown>;
export type Tokens = components["schemas"]["TokenView"];
export type Photo = components["schemas"]["FileView"];
export type Operation = keyof typeof OPERATIONS & keyof operations;

type Json<Content> = Content extends { content: { "application/json": infer Body } } ? Body : never;
type Body<Op extends Operation> = operations[Op] extends { requestBody: infer Content }
  ? Json<Content>
  : operations[Op] extends { requestBody?: infer Content }
    ? Json<NonNullable<Content>> | undefined
    : undefined;
type Answers<Op extends Operation> = operations[Op]["responses"];
export type Answer<Op extends Operation> = Answers<Op> extends { 200: infer Ok }
  ? Json<Ok>
  : Answers<Op> extends { 201: infer Made }
    ? Json<Made>
    : undefined;
type Parameter<Op extends Operation, Kind extends "path" | "query" | "header"> = NonNullable<
  operations[Op]["parameters"][Kind]
>;
/** A header that an operation takes: `never` where it takes none of the name. */
type Header<Op extends Operation, Name extends string> =
  Name extends keyof Parameter<Op, "header"> ? Parameter<Op, "header">[Name] : never;
type Needed<Name extends string, Value> = [Value] extends [never]
  ? { [key in Name]?: undefined }
  : [undefined] extends [Value]
    ? { [key in Name]?: Exclude<Value, undefined> }
    : { [key in Name]: Value };
export type Call<Op extends Operation> = Needed<"path", Parameter<Op, "path">> & {
  query?: Parameter<Op, "query">;
} & Needed<"body", Body<Op>> &
  /** The ETag of what was read: `fetch` gives it. A change made by somebody else is not lost. */
  Needed<"ifMatch", Header<Op, "If-Match">> &
  /** The id of the mandate under which I act for another. */
  Needed<"onBehalfOf", Header<Op, "X-On-Behalf-Of">> & {
    /** Repeat this key to repeat the very request; a fresh one is made if it lacks. */
    key?: string;
  };

/** What was answered, and its version, to be sent back as `ifMatch` with a change. */
export interface Fetched<Op extends Operation> {
  body: Answer<Op>;
  etag: string | undefined;
}

/** A refusal: `code` is stable, `detail` is for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(`${status} ${problem.code}: ${problem.detail}`);
  }
}

export interface Options {
  /** The server's address, without a slash at the end. */
  baseUrl: string;
  /** The key under which tokens lie in the phone's storage. */
  storageKey?: string;
  /** The posting to act under, where a person has several. */
  actingPosting?: string;
  /** How often a request is sent at most before its failure is told. */
  attempts?: number;
}

interface Reply {
  status: number;
  data: unknown;
  retryAfter: number | undefined;
  etag: string | undefined;
}

/** A call as it is sent, whatever the operation. */
interface Given {
  path?: object;
  query?: object;
  body?: object;
  key?: string;
  ifMatch?: string;
  onBehalfOf?: string;
}

const wait = (seconds: number) =>
  new Promise<void>((done) => setTimeout(() => done(), seconds * 1000));

export class Shequ {
  private refreshing: Promise<void> | undefined;

  constructor(private readonly options: Options) {}

  /** Sign in with `wx.login`, and keep the tokens. */
  async signIn(): Promise<void> {
    const code = await new Promise<string>((done, failed) =>
      wx.login({ success: (result) => done(result.code), fail: (error) => failed(error) }),
    );
    this.tokens = await this.call("log_in_with_wechat", { body: { code } });
  }

  /** Call an operation by its operationId. Throws `Refused`, or what `wx.request` failed with. */
  async call<Op extends Operation>(name: Op, call: Call<Op>): Promise<Answer<Op>> {
    return (await this.fetch(name, call)).body;
  }

  /** The same, with the ETag of what is answered. */
  async fetch<Op extends Operation>(name: Op, call: Call<Op>): Promise<Fetched<Op>> {
    const { method, path } = OPERATIONS[name];
    const given = call as Given;
    const url = this.options.baseUrl + filled(path, given.path) + search(given.query);
    const own = {
      "Idempotency-Key": method === "POST" ? (given.key ?? freshKey()) : undefined,
      "If-Match": given.ifMatch,
      "X-On-Behalf-Of": given.onBehalfOf,
    };
    const reply = await this.patiently(() => this.send(url, method, given.body, own));
    return { body: reply.data as Answer<Op>, etag: reply.etag };
  }

  /** Hand in one photo by its temporary path. Handing in the same again gives the same. */
  async upload(filePath: string): Promise<Photo> {
    const url = `${this.options.baseUrl}/api/v1/files`;
    return (await this.patiently(() => this.sendFile(url, filePath))).data as Photo;
  }

  private get tokens(): Tokens | undefined {
    return wx.getStorageSync<Tokens>(this.storageKey) || undefined;
  }

  private set tokens(tokens: Tokens | undefined) {
    wx.setStorageSync(this.storageKey, tokens);
  }

  private get storageKey(): string {
    return this.options.storageKey ?? "shequ.tokens";
  }

  /** Send until there is an answer: again after a failure, and once after a refresh. */
  private async patiently(send: () => Promise<Reply>): Promise<Reply> {
    const attempts = this.options.attempts ?? 4;
    let refreshed = false;
    for (let attempt = 1; ; attempt++) {
      let reply: Reply;
      try {
        reply = await send();
      } catch (error) {
        if (attempt >= attempts) throw error;
        await wait(0.2 * 2 ** attempt);
        continue;
      }
      if (reply.status < 300) return reply;
      const problem = reply.data as Problem;
      if (problem?.code === "token_expired" && !refreshed) {
        refreshed = true;
        await this.refresh();
      } else if (reply.retryAfter !== undefined && attempt < attempts) {
        await wait(Math.min(reply.retryAfter, 10));
      } else {
        throw new Refused(reply.status, problem);
      }
    }
  }

  /** One refresh for all that wait; an old refresh token would end the session. */
  private refresh(): Promise<void> {
    this.refreshing ??= this.call("refresh_tokens", {
      body: { refresh_token: this.tokens?.refresh_token ?? "" },
    })
      .then((tokens) => {
        this.tokens = tokens;
      })
      .finally(() => {
        this.refreshing = undefined;
      });
    return this.refreshing;
  }

  private headers(own: Record<string, string | undefined> = {}): Record<string, string> {
    const headers: Record<string, string> = {};
    const access = this.tokens?.access_token;
    if (access) headers["Authorization"] = `Bearer ${access}`;
    if (this.options.actingPosting) headers["X-Acting-Posting"] = this.options.actingPosting;
    for (const [name, value] of Object.entries(own)) if (value) headers[name] = value;
    return headers;
  }

  private send(
    url: string,
    method: "GET" | "POST" | "PUT" | "DELETE",
    body: object | undefined,
    own: Record<string, string | undefined>,
  ): Promise<Reply> {
    return new Promise((done, failed) =>
      wx.request({
        url,
        method,
        header: this.headers(own),
        ...(body === undefined ? {} : { data: body }),
        success: (result) =>
          done({
            status: result.statusCode,
            data: result.data,
            retryAfter: seconds(result.header as Record<string, string>),
            etag: headerOf(result.header as Record<string, string>, "etag"),
          }),
        fail: (error) => failed(error),
      }),
    );
  }

  private sendFile(url: string, filePath: string): Promise<Reply> {
    return new Promise((done, failed) =>
      wx.uploadFile({
        url,
        filePath,
        name: "file",
        header: this.headers(),
        // uploadFile gives the body as text.
        success: (result) =>
          done({
            status: result.statusCode,
            data: JSON.parse(result.data) as unknown,
            retryAfter: undefined,
            etag: undefined,
          }),
        fail: (error) => failed(error),
      }),
    );
  }
}

function filled(path: string, values: object | undefined): string {
  const given = (values ?? {}) as Record<string, unknown>;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])));
}

function search(values: object | undefined): string {
  const pairs = Object.entries(values ?? {}).filter(([, value]) => value != null);
  const text = pairs.map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return text.length ? `?${text.join("&")}` : "";
}

/** A header of an answer, however the phone writes its name. */
function headerOf(header: Record<string, string>, wanted: string): string | undefined {
  const name = Object.keys(header).find((key) => key.toLowerCase() === wanted);
  return name === undefined ? undefined : header[name];
}

function seconds(header: Record<string, string>): number | undefined {
  const value = Number(headerOf(header, "retry-after") ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** Unique enough for one person's requests of thirty days. */
function freshKey(): string {
  const random = () => Math.random().toString(36).slice(2, 12);
  return `${Date.now().toString(36)}-${random()}${random()}`;
}
