/** FFmpeg behind Java: every piece of native memory of this module is owned, and freed, by a class of this package. */
package videolab.source.ffmpeg;
