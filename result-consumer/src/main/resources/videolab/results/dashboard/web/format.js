// Numbers as people read them. A missing number is an en dash: it is not zero.

export const NONE = "–";

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const two = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

function known(format) {
  return (value) => (typeof value === "number" && Number.isFinite(value) ? format(value) : NONE);
}

export const count = known((value) => whole.format(value));
export const rate = known((value) => one.format(value));
export const decimal = known((value) => two.format(value));

export const percent = known((ratio) => {
  const value = ratio * 100;
  return (value !== 0 && Math.abs(value) < 10 ? two : one).format(value) + "\u00a0%";
});

export const duration = known((ms) => {
  if (Math.abs(ms) < 1000) return whole.format(ms) + "\u00a0ms";
  if (Math.abs(ms) < 60_000) return one.format(ms / 1000) + "\u00a0s";
  if (Math.abs(ms) < 3_600_000) return one.format(ms / 60_000) + "\u00a0min";
  return one.format(ms / 3_600_000) + "\u00a0h";
});

export const bitrate = known((kbps) => (kbps >= 1000 ? (kbps >= 10_000 ? one : two).format(kbps / 1000) + "\u00a0Mbit/s" : whole.format(kbps) + "\u00a0kbit/s"));

export const bytes = known((value) => {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  let rest = value;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return (unit === 0 ? whole : one).format(rest) + " " + units[unit];
});

// How long ago, coarse enough not to flicker.
export const ago = known((ms) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return seconds + "\u00a0s";
  if (seconds < 3600) return Math.floor(seconds / 60) + "\u00a0min";
  return Math.floor(seconds / 3600) + "\u00a0h";
});
