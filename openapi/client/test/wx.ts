/** A phone's `wx` under Node: storage, login at the fake WeChat, and a network that loses answers. */
import { readFileSync } from "node:fs";

function failure(why: string): WechatMiniprogram.RequestFailCallbackErr {
  const error = { errMsg: `request:fail ${why}`, errno: 600001 };
  return error as WechatMiniprogram.RequestFailCallbackErr;
}

export class FakePhone {
  private readonly storage = new Map<string, unknown>();
  private sent = 0;
  lost = 0;

  /** Every `loses`-th answer is lost on its way back: the server has done its work. */
  constructor(
    private readonly wechatUrl: string,
    private readonly user: string,
    private readonly loses: number,
  ) {}

  /** Make this the phone whose `wx` the client finds. */
  hold(): void {
    (globalThis as { wx?: unknown }).wx = {
      login: (options: WechatMiniprogram.LoginOption) => void this.login(options),
      request: (options: WechatMiniprogram.RequestOption) => void this.request(options),
      uploadFile: (options: WechatMiniprogram.UploadFileOption) => void this.upload(options),
      getStorageSync: (key: string) => this.storage.get(key) ?? "",
      setStorageSync: (key: string, value: unknown) => this.storage.set(key, value),
    };
  }

  private async login(options: WechatMiniprogram.LoginOption): Promise<void> {
    const answer = await fetch(`${this.wechatUrl}/_fake/login_codes`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user: this.user }),
    });
    const { code } = (await answer.json()) as { code: string };
    options.success?.({ code, errMsg: "login:ok" });
  }

  private async request(options: WechatMiniprogram.RequestOption): Promise<void> {
    try {
      const answer = await fetch(options.url, {
        method: options.method ?? "GET",
        headers: { "content-type": "application/json", ...options.header },
        ...(options.data === undefined ? {} : { body: JSON.stringify(options.data) }),
      });
      const text = await answer.text();
      if (this.isLost()) {
        options.fail?.(failure("interrupted"));
        return;
      }
      options.success?.({
        statusCode: answer.status,
        data: text ? JSON.parse(text) : "",
        header: Object.fromEntries(answer.headers),
        cookies: [],
        errMsg: "request:ok",
        exception: {} as WechatMiniprogram.RequestException,
        useHttpDNS: false,
      } as unknown as WechatMiniprogram.RequestSuccessCallbackResult<never>);
    } catch (error) {
      options.fail?.(failure(String(error)));
    }
  }

  private async upload(options: WechatMiniprogram.UploadFileOption): Promise<void> {
    const form = new FormData();
    form.append(options.name, new Blob([readFileSync(options.filePath)]), "photo.jpg");
    const headers = (options.header ?? {}) as Record<string, string>;
    const answer = await fetch(options.url, { method: "POST", headers, body: form });
    const data = await answer.text();
    const result = { statusCode: answer.status, data, errMsg: "uploadFile:ok" };
    options.success?.(result as WechatMiniprogram.UploadFileSuccessCallbackResult);
  }

  private isLost(): boolean {
    this.sent += 1;
    if (this.sent % this.loses !== 0) return false;
    this.lost += 1;
    return true;
  }
}
