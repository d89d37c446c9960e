// Runs in the door's page before the app does, and writes down when things happen. The app knows nothing of it.
(() => {
  /** By code: when its first frame was captured, when its text arrived, when the scan was handed to the storage, when the verdict was on the screen. */
  const times = new Map();
  globalThis.einlassTimes = () => [...times.values()].filter((each) => each.shown !== undefined);

  // No camera before the door is where it is to be measured, online or offline.
  const open = MediaDevices.prototype.getUserMedia;
  let allowed = false;
  globalThis.einlassAllow = () => { allowed = true; };
  MediaDevices.prototype.getUserMedia = function (wanted) {
    return allowed ? open.call(this, wanted) : Promise.reject(new DOMException("Not yet.", "NotAllowedError"));
  };

  let frameAt = 0;
  let current = null;

  const request = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
    return request.call(this, (now, frame) => {
      frameAt = frame.captureTime ?? frame.presentationTime;
      callback(now, frame);
    });
  };

  const Plain = globalThis.Worker;
  globalThis.Worker = class extends Plain {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => {
        const [code] = data.codes ?? [];
        if (code === undefined || times.has(code)) return;
        current = { frame: frameAt, read: performance.now() };
        times.set(code, current);
      });
    }
  };

  for (const name of ["add", "put"]) {
    const write = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...values) {
      if (this.name === "waiting" && current !== null) current.decided ??= performance.now();
      return write.apply(this, values);
    };
  }

  new MutationObserver(() => {
    const about = current;
    if (about === null || about.decided === undefined || about.shown !== undefined) return;
    if (document.querySelector("[data-testid=verdict][data-outcome=admitted]") === null) return;
    // The task after the next frame: by then it has been painted.
    requestAnimationFrame(() => setTimeout(() => { about.shown ??= performance.now(); }));
  }).observe(document, { subtree: true, childList: true });
})();
