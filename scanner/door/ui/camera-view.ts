import type { Translator } from "../../shared/i18n/translate.ts";
import { openCamera } from "../camera/camera.ts";
import type { Camera, CameraProblem } from "../camera/camera.ts";
import { createDecoder } from "../camera/decoder.ts";
import { startLoop } from "../camera/loop.ts";
import { button, h } from "../../shared/ui/dom.ts";

export interface CameraViewOptions {
  readonly translator: Translator;
  /** `deviceId` of the chosen camera, or `null`. */
  readonly chosen: string | null;
  readonly hint: string;
  readonly onCodes: (codes: readonly string[]) => void;
}

export interface CameraView {
  readonly element: HTMLElement;
  stop(): void;
}

/** The camera's picture, or a sentence that says why there is none; starts at once. */
export function cameraView({ translator, chosen, hint, onCodes }: CameraViewOptions): CameraView {
  const { t } = translator;
  const video = h("video", { class: "camera-picture", playsinline: true, "aria-label": t("door.camera") });
  video.muted = true;
  const overlay = h("div", { class: "camera-overlay" });
  const element = h("div", { class: "camera", testid: "camera", "data-state": "starting" }, video, overlay);
  let release: (() => void) | null = null;
  let stopped = false;

  function showPicture(camera: Camera): void {
    element.dataset["state"] = "running";
    overlay.replaceChildren(h("p", { class: "camera-hint" }, hint), ...(camera.hasTorch ? [torchButton(camera)] : []));
  }

  function torchButton(camera: Camera): HTMLButtonElement {
    const torch = button(
      t("camera.torch"),
      () => {
        const on = torch.getAttribute("aria-pressed") !== "true";
        void camera.setTorch(on).then((done) => {
          if (done) torch.setAttribute("aria-pressed", String(on));
        });
      },
      { class: "button button-torch", "aria-pressed": "false", testid: "torch" },
    );
    return torch;
  }

  function showProblem(problem: CameraProblem): void {
    element.dataset["state"] = "closed";
    element.dataset["problem"] = problem;
    const again = button(t("camera.retry"), () => void start(), { class: "button" });
    overlay.replaceChildren(
      h("div", { class: "camera-problem", role: "status", testid: "camera-problem" }, h("p", {}, t(`camera.${problem}`)), again),
    );
  }

  function close(): void {
    release?.();
    release = null;
  }

  async function start(): Promise<void> {
    close();
    element.dataset["state"] = "starting";
    const opened = await openCamera(chosen);
    if (stopped) {
      if (opened.ok) opened.value.stop();
      return;
    }
    if (opened.ok) run(opened.value);
    else showProblem(opened.error);
  }

  function run(camera: Camera): void {
    video.srcObject = camera.stream;
    // Refused only when the element has left the page meanwhile.
    video.play().catch(() => undefined);
    const decoder = createDecoder();
    const loop = startLoop({
      video,
      decoder,
      onCodes,
      onBroken: () => {
        close();
        showProblem("unsupported");
      },
    });
    camera.onEnded(() => {
      close();
      if (!stopped) showProblem("busy");
    });
    release = () => {
      loop.stop();
      decoder.stop();
      camera.stop();
      video.srcObject = null;
    };
    showPicture(camera);
  }

  function onVisible(): void {
    // A phone takes the camera away from a page in the background.
    if (document.visibilityState === "visible" && element.dataset["problem"] === "busy" && release === null) void start();
  }

  document.addEventListener("visibilitychange", onVisible);
  void start();
  return {
    element,
    stop: () => {
      stopped = true;
      document.removeEventListener("visibilitychange", onVisible);
      close();
    },
  };
}
