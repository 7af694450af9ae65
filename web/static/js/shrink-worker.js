// A photo made small beside the page, so that typing goes on: upright, at most 1600 pixels long, a JPEG of at
// most a megabyte, with nothing in it that tells where or who. What cannot be decoded here is told as null.
"use strict";

const LONGEST = 1600;
const HEAVIEST = 1_000_000;
const QUALITIES = [0.8, 0.7, 0.6, 0.5];

self.onmessage = async ({ data: file }) => self.postMessage(await shrunk(file).catch(() => null));

async function shrunk(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false });
  // White behind what is transparent, as the server does it.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, width, height);
  image.close();
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
    if (blob.size <= HEAVIEST) return blob;
  }
  return null;
}
