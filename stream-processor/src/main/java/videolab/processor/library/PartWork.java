package videolab.processor.library;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import videolab.contract.VideoMetadataFile;
import videolab.media.FfmpegException;
import videolab.media.SeekableBytes;
import videolab.media.StoredVideo;
import videolab.processor.library.assembly.Probed;
import videolab.processor.library.assembly.VideoFile;
import videolab.processor.library.inputs.HadoopRanges;
import videolab.processor.library.inputs.HadoopSettings;
import videolab.processor.library.inputs.InputListing;
import videolab.processor.library.inputs.Refusals;
import videolab.processor.library.labels.LabelException;
import videolab.processor.library.planning.Part;
import videolab.processor.library.sampling.PartAnalyzer;
import videolab.processor.library.sampling.PartResult;
import videolab.processor.library.sampling.SamplingSettings;

/**
 * What a Spark task does: probes files, or works parts of videos. Whatever is wrong with a file is an answer and not a failure
 * of the task.
 */
final class PartWork implements Serializable {

    private static final long serialVersionUID = 1;

    private final SamplingSettings sampling;
    private final Map<String, String> hadoop;
    private final String output;

    /**
     * A task's work.
     *
     * @param hadoop settings of Hadoop's filesystems beside the class path's
     * @param output the library's root
     */
    PartWork(SamplingSettings sampling, Map<String, String> hadoop, String output) {
        this.output = output;
        this.sampling = sampling;
        this.hadoop = hadoop;
    }

    /** A file to be probed. */
    record ToProbe(int index, VideoFile file) implements Serializable {}

    /** What a probe told. */
    record ProbedFile(int index, Probed probed) implements Serializable {}

    /**
     * A part to be worked, of a file.
     *
     * @param storedLabels whether Rekognition finds the file's labels by itself
     */
    record ToWork(Part part, VideoFile file, Long durationMicros, boolean storedLabels) implements Serializable {}

    /**
     * What a part gave.
     *
     * @param result null where it failed
     * @param failure why; null where it did not
     * @param detectors which models looked at it
     */
    record WorkedPart(Part part, PartResult result, String failure, String detectors) implements Serializable {}

    List<ProbedFile> probe(Iterator<ToProbe> files) {
        Configuration configuration = configuration();
        List<ProbedFile> probed = new ArrayList<>();
        while (files.hasNext()) {
            ToProbe next = files.next();
            probed.add(new ProbedFile(next.index(), probe(next.file(), configuration)));
        }
        return probed;
    }

    /** What the Lambda function, or an earlier run, has written down of this object as it is; null where it has not. */
    private Probed known(VideoFile file, Configuration configuration) {
        if (file.etag() == null) {
            return null;
        }
        Path metadata = new Path(InputListing.path(output), VideoMetadataFile.name(file.key()));
        try (FSDataInputStream in = metadata.getFileSystem(configuration).open(metadata)) {
            VideoMetadataFile told = VideoMetadataFile.read(in.readAllBytes());
            return told.isOf(file.bytes(), file.etag()) ? Probed.of(told) : null;
        } catch (IOException | RuntimeException e) { // then the video itself tells
            return null;
        }
    }

    private Probed probe(VideoFile file, Configuration configuration) {
        Probed known = known(file, configuration);
        if (known != null) {
            return known;
        }
        try (HadoopRanges ranges =
                        HadoopRanges.open(path(file), file.bytes(), HadoopRanges.Access.RANDOM, configuration);
                StoredVideo video = StoredVideo.open(untilKilled(ranges))) {
            return Probed.of(video);
        } catch (FfmpegException e) {
            return Probed.failed(e.getMessage());
        } catch (IOException | RuntimeException e) {
            return Probed.failed(Refusals.reason(e));
        }
    }

    List<WorkedPart> work(Iterator<ToWork> parts) {
        Configuration configuration = configuration();
        List<WorkedPart> worked = new ArrayList<>();
        while (parts.hasNext()) {
            ToWork next = parts.next();
            SamplingSettings own = next.storedLabels() ? sampling.withoutRekognition() : sampling;
            PartAnalyzer analyzer = AnalyzerPool.borrow(own);
            try {
                worked.add(work(next, analyzer, configuration));
            } finally {
                AnalyzerPool.giveBack(own, analyzer);
            }
        }
        return worked;
    }

    private static WorkedPart work(ToWork work, PartAnalyzer analyzer, Configuration configuration) {
        Part part = work.part();
        VideoFile file = work.file();
        try (HadoopRanges ranges =
                HadoopRanges.open(path(file), file.bytes(), HadoopRanges.Access.ONWARD, configuration)) {
            PartResult result =
                    analyzer.analyze(untilKilled(ranges), part.fromMicros(), part.untilMicros(), work.durationMicros());
            return new WorkedPart(part, result, null, analyzer.detectorVersions());
        } catch (FfmpegException | LabelException e) {
            return new WorkedPart(part, null, e.getMessage(), null);
        } catch (IOException | RuntimeException e) {
            return new WorkedPart(part, null, Refusals.reason(e), null);
        }
    }

    /** Spark cannot end a thread: without this a task that is cancelled would decode to the end of its videos. */
    private static SeekableBytes untilKilled(SeekableBytes bytes) {
        TaskContext task = TaskContext.get();
        return new SeekableBytes() {
            @Override
            public long size() throws IOException {
                return bytes.size();
            }

            @Override
            public int read(long position, byte[] buffer, int offset, int length) throws IOException {
                if (task != null && task.isInterrupted()) {
                    throw new InterruptedIOException("the run was stopped");
                }
                return bytes.read(position, buffer, offset, length);
            }

            @Override
            public void close() throws IOException {
                bytes.close();
            }
        };
    }

    private static Path path(VideoFile file) {
        return new Path(java.net.URI.create(file.uri()));
    }

    private Configuration configuration() {
        return HadoopSettings.configuration(hadoop);
    }
}
