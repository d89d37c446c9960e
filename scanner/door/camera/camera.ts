import { err, ok } from "../../shared/result.ts";
import type { Result } from "../../shared/result.ts";

/** Why there is no picture. */
export type CameraProblem =
  /** Plain http outside this machine: browsers keep the camera closed. */
  | "insecure"
  | "denied"
  | "missing"
  | "busy"
  | "unsupported";

export interface CameraChoice {
  readonly id: string;
  /** Empty until the person has allowed the camera once. */
  readonly label: string;
}

/** A running camera. */
export interface Camera {
  readonly stream: MediaStream;
  /** `deviceId` of the camera in use, as far as the browser tells. */
  readonly id: string | null;
  readonly hasTorch: boolean;
  setTorch(on: boolean): Promise<boolean>;
  /** Calls back when the picture ends by itself: unplugged, or taken by another app. */
  onEnded(listener: () => void): void;
  stop(): void;
}

/** `torch` is in the Image Capture drafts and in Chromium, not in TypeScript's DOM library. */
interface TorchCapabilities {
  readonly torch?: boolean;
}

/** Asks for the camera; the browser may ask the person. Never rejects. */
export async function openCamera(chosen: string | null): Promise<Result<Camera, CameraProblem>> {
  if (!isSecureContext) return err("insecure");
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined || typeof OffscreenCanvas === "undefined") return err("unsupported");
  const first = await request(devices, chosen);
  // A chosen camera that is gone must not close the door: any other will do.
  const stream = !first.ok && first.error === "missing" && chosen !== null ? await request(devices, null) : first;
  return stream.ok ? cameraOf(stream.value) : stream;
}

/** The cameras of this device; empty where the browser does not tell. */
export async function listCameras(): Promise<readonly CameraChoice[]> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) return [];
  const all = await devices.enumerateDevices().catch(() => []);
  return all.flatMap(({ kind, deviceId, label }) => (kind === "videoinput" && deviceId !== "" ? [{ id: deviceId, label }] : []));
}

async function request(devices: MediaDevices, chosen: string | null): Promise<Result<MediaStream, CameraProblem>> {
  const which: MediaTrackConstraints =
    chosen === null ? { facingMode: { ideal: "environment" } } : { deviceId: { exact: chosen } };
  try {
    // 720 lines give a code that fills a third of the picture four pixels a module, which is what reading needs.
    const video = { ...which, width: { ideal: 1280 }, height: { ideal: 720 } };
    return ok(await devices.getUserMedia({ video, audio: false }));
  } catch (error) {
    return err(problemOf(error));
  }
}

/** Names by the Media Capture specification, section getUserMedia(). */
function problemOf(error: unknown): CameraProblem {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "unsupported";
  }
}

function cameraOf(stream: MediaStream): Result<Camera, CameraProblem> {
  const track = stream.getVideoTracks()[0];
  if (track === undefined) return err("missing");
  const capabilities = "getCapabilities" in track ? (track.getCapabilities() as TorchCapabilities) : {};
  return ok({
    stream,
    id: track.getSettings().deviceId ?? null,
    hasTorch: capabilities.torch === true,
    setTorch: async (on) => {
      const constraint = { torch: on } as MediaTrackConstraintSet;
      return track.applyConstraints({ advanced: [constraint] }).then(
        () => true,
        () => false,
      );
    },
    onEnded: (listener) => {
      track.addEventListener("ended", listener, { once: true });
    },
    stop: () => {
      for (const each of stream.getTracks()) each.stop();
    },
  });
}
