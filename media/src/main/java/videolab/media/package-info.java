/** FFmpeg behind Java: video and pictures in, decoded frames and JPEG out; native memory is owned and closed here. */
package videolab.media;
