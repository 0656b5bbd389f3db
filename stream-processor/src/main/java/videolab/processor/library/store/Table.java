package videolab.processor.library.store;

import java.util.Locale;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The library's tables, in the order in which a batch is written: the videos make it visible. */
public enum Table {
    LABELS(
            """
            message labels {
              required binary video (STRING);
              required binary uri (STRING);
              required binary kind (STRING);
              required int64 Timestamp;
              required group Label {
                required binary Name (STRING);
                required double Confidence;
                required group Instances (LIST) {
                  repeated group list {
                    required group element {
                      required group BoundingBox {
                        required double Width;
                        required double Height;
                        required double Left;
                        required double Top;
                      }
                      required double Confidence;
                      required group Emotions (LIST) {
                        repeated group list {
                          required group element {
                            required binary Type (STRING);
                            required double Confidence;
                          }
                        }
                      }
                    }
                  }
                }
                required group Parents (LIST) {
                  repeated group list {
                    required group element {
                      required binary Name (STRING);
                    }
                  }
                }
              }
            }"""),
    SEGMENTS(
            """
            message segments {
              required binary video (STRING);
              required binary uri (STRING);
              required binary kind (STRING);
              required int64 StartTimestampMillis;
              required int64 EndTimestampMillis;
              required int64 DurationMillis;
              required group Label {
                required binary Name (STRING);
                required double Confidence;
                required group Parents (LIST) {
                  repeated group list {
                    required group element {
                      required binary Name (STRING);
                    }
                  }
                }
              }
              required int64 samples;
              optional binary thumbnail (STRING);
            }"""),
    SHOTS(
            """
            message shots {
              required binary video (STRING);
              required binary uri (STRING);
              required binary Type (STRING);
              required int64 StartTimestampMillis;
              required int64 EndTimestampMillis;
              required int64 DurationMillis;
              required group ShotSegment {
                required int32 Index;
                required double Confidence;
              }
              optional binary thumbnail (STRING);
            }"""),
    VIDEOS(
            """
            message videos {
              required binary video (STRING);
              required binary uri (STRING);
              required binary video_key (STRING);
              required binary content_type (STRING);
              required int64 content_length;
              required int64 modified_at (TIMESTAMP(MILLIS,true));
              optional binary etag (STRING);
              required binary status (STRING);
              optional binary reason (STRING);
              required int64 frames;
              required int64 damaged;
              required int64 samples;
              optional int32 shots;
              optional binary sheet (STRING);
              optional binary detectors (STRING);
              required binary settings (STRING);
              required binary run (STRING);
              required int64 processed_at (TIMESTAMP(MILLIS,true));
              optional group VideoMetadata {
                required binary Codec (STRING);
                optional int64 DurationMillis;
                required binary Format (STRING);
                optional double FrameRate;
                required int32 FrameHeight;
                required int32 FrameWidth;
                optional binary ColorRange (STRING);
                required int32 Rotation;
                optional int64 FrameCount;
                optional int64 BitRate;
                required int64 Bytes;
                required group Streams (LIST) {
                  repeated group list {
                    required group element {
                      required binary Type (STRING);
                      required binary Codec (STRING);
                    }
                  }
                }
              }
            }""");

    private final MessageType schema;

    Table(String schema) {
        this.schema = MessageTypeParser.parseMessageType(schema);
    }

    /** The folder's name. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    MessageType schema() {
        return schema;
    }
}
