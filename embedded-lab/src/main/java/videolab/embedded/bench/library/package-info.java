/** {@code ./lab bench library}: what the library costs, against FFmpeg and a bare loop. */
package videolab.embedded.bench.library;
