package videolab.processor.library.assembly;

import java.util.List;
import java.util.Map;
import videolab.processor.library.assembly.Rows.LabelRow;
import videolab.processor.library.assembly.Rows.SegmentRow;
import videolab.processor.library.assembly.Rows.ShotRow;
import videolab.processor.library.assembly.Rows.VideoRow;

/**
 * All that the library keeps of one video.
 *
 * @param thumbnails JPEG files by their names in the video's folder of thumbnails
 * @param sheet the contact sheet as JPEG; null if there is none
 * @param probed what opening the file told
 */
public record VideoResult(
        VideoRow video,
        List<LabelRow> labels,
        List<SegmentRow> segments,
        List<ShotRow> shots,
        Map<String, byte[]> thumbnails,
        byte[] sheet,
        Probed probed) {}
