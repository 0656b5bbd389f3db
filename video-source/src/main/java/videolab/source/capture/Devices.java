package videolab.source.capture;

import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avdevice.AVDeviceInfoList;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avdevice;
import videolab.media.FfmpegException;
import videolab.media.VideoInput;

/** FFmpeg's device library: webcams, and {@code lavfi}, which draws test pictures. */
public final class Devices {

    /**
     * A camera of this machine.
     *
     * @param name to open it by
     * @param description for people
     */
    public record Device(String name, String description) {}

    private Devices() {}

    /**
     * Makes device formats known to {@link VideoInput}. Apart from the rest, because the library needs a desktop's
     * sound libraries, which a server that only reads files has not.
     *
     * @throws FfmpegException when the library cannot be loaded here, with the reason
     */
    public static void load() throws FfmpegException {
        try {
            avdevice.avdevice_register_all();
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new FfmpegException(
                    "FFmpeg's device library does not load here ("
                            + firstCause(e).getMessage()
                            + "); on Debian and Ubuntu: apt-get install libpulse0 libasound2 libxcb-shm0 (Ubuntu 24.04 and Debian 13: libasound2t64)");
        }
    }

    /** The loader tries again elsewhere, and ends with a complaint about the wrong place. */
    private static Throwable firstCause(Throwable e) {
        return e.getCause() == null ? e : firstCause(e.getCause());
    }

    /**
     * The cameras of the system.
     *
     * @param format FFmpeg's name of the input format
     * @throws FfmpegException when the format is unknown or cannot list
     */
    public static List<Device> list(String format) throws FfmpegException {
        if (format.equals("avfoundation")) {
            throw new FfmpegException("FFmpeg cannot list a Mac's cameras; they are called 0, 1 and so on");
        }
        load();
        AVInputFormat inputFormat = av_find_input_format(format);
        if (inputFormat == null) {
            throw new FfmpegException("FFmpeg has no input format '" + format + "' on this platform");
        }
        AVDeviceInfoList found = new AVDeviceInfoList(null);
        FfmpegException.check(
                "cannot list devices of " + format,
                avdevice.avdevice_list_input_sources(inputFormat, (String) null, (AVDictionary) null, found));
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < found.nb_devices(); i++) {
            devices.add(new Device(
                    found.devices(i).device_name().getString(),
                    found.devices(i).device_description().getString()));
        }
        avdevice.avdevice_free_list_devices(found);
        return devices;
    }
}
