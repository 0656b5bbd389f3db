package videolab.results.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static videolab.results.Frames.BEGINNING;
import static videolab.results.Frames.CAMERA;
import static videolab.results.Frames.analyzed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import videolab.cli.FailedException;
import videolab.contract.FrameResult;
import videolab.contract.Json;
import videolab.contract.RejectHeaders;
import videolab.contract.Topics;
import videolab.results.reading.RecordReader.Start;

class RecordReaderTest {

    private static final TopicPartition RESULTS = new TopicPartition(Topics.RESULTS.name(), 0);
    private static final TopicPartition REJECTS = new TopicPartition(Topics.REJECTED_FRAMES.name(), 0);
    private static final long END = 5;

    private static final class Heard implements ResultHandler, RejectHandler {
        private final List<FrameResult> results = new ArrayList<>();
        private final List<RejectedRecord> rejects = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();

        @Override
        public void result(FrameResult result, Instant readAt) {
            assertThat(readAt).isEqualTo(BEGINNING);
            results.add(result);
        }

        @Override
        public void rejected(RejectedRecord rejected, Instant readAt) {
            rejects.add(rejected);
        }

        @Override
        public void notice(String sentence) {
            notices.add(sentence);
        }
    }

    private final Heard heard = new Heard();
    private final JsonDecoder<FrameResult> results = Decoders.results(heard);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    private long nextOffset = END;

    @BeforeEach
    void topicsWithAnOldRecord() {
        for (TopicPartition partition : List.of(RESULTS, REJECTS)) {
            PartitionInfo info = new PartitionInfo(
                    partition.topic(), partition.partition(), Node.noNode(), new Node[0], new Node[0]);
            consumer.updatePartitions(partition.topic(), List.of(info));
        }
        consumer.updateBeginningOffsets(Map.of(RESULTS, 0L, REJECTS, 0L));
        consumer.updateEndOffsets(Map.of(RESULTS, END, REJECTS, END));
    }

    @Test
    void resultsAreHandedOverRepeatsIncluded() {
        RecordReader reader = reader(Start.END);
        write(Json.bytes(analyzed(CAMERA, 1)));
        write(Json.bytes(analyzed(CAMERA, 1)));

        assertThat(reader.poll(Duration.ZERO)).isTrue();
        assertThat(heard.results).containsExactly(analyzed(CAMERA, 1), analyzed(CAMERA, 1));
        assertThat(results.unreadable().total()).isZero();
    }

    @Test
    void thePlaceIsFixedWhenTheReaderIsOpen() {
        reader(Start.END);
        assertThat(consumer.position(RESULTS)).isEqualTo(END);
        assertThat(consumer.position(REJECTS)).isEqualTo(END);
    }

    @Test
    void theBeginningIsTheOldestRecord() {
        reader(Start.BEGINNING);
        assertThat(consumer.position(RESULTS)).isZero();
    }

    @Test
    void brokenRecordsAreSaidOnceAndCountedAndTheNextResultIsRead() {
        RecordReader reader = reader(Start.END);
        write("{\"\u001b[2J".getBytes(UTF_8));
        write(null);
        write(Json.bytes(analyzed(CAMERA, 1)));
        reader.poll(Duration.ZERO);

        assertThat(heard.results).hasSize(1);
        assertThat(results.unreadable()).isEqualTo(new Unreadable(0, 2));
        assertThat(heard.notices)
                .singleElement()
                .asString()
                .startsWith("record 5 of partition 0 of final_result_topic is not a result (")
                .endsWith("); such records are skipped and counted")
                .doesNotContain("\u001b");
    }

    @Test
    void unknownSchemasAreSaidOnceAndCounted() {
        RecordReader reader = reader(Start.END);
        write("{\"schema\":2}".getBytes(UTF_8));
        write("{\"schema\":3}".getBytes(UTF_8));
        reader.poll(Duration.ZERO);

        assertThat(results.unreadable()).isEqualTo(new Unreadable(2, 0));
        assertThat(heard.notices)
                .containsExactly("record 5 of partition 0 of final_result_topic has schema 2, and this reader knows 1;"
                        + " such records are skipped and counted");
    }

    @Test
    void rejectsCarryTheirReasonAndPlace() {
        RecordReader reader = reader(Start.END);
        reject(
                "camera-0",
                RejectHeaders.REASON,
                "it is empty",
                RejectHeaders.SOURCE_PARTITION,
                "1",
                RejectHeaders.SOURCE_OFFSET,
                "42");
        reject(null, RejectHeaders.SOURCE_PARTITION, "99999999999", RejectHeaders.SOURCE_OFFSET, "x");
        reader.poll(Duration.ZERO);

        assertThat(heard.rejects)
                .extracting(RejectedRecord::key, RejectedRecord::reason, RejectedRecord::place)
                .containsExactly(
                        tuple("camera-0", "it is empty", "distributed-video1 1-42"),
                        tuple(null, null, "distributed-video1 unknown place"));
    }

    @Test
    void stopEndsTheReadingAndCloseTheConnection() {
        RecordReader reader = reader(Start.END);
        reader.stop();

        reader.follow(now -> true);
        assertThat(reader.poll(Duration.ZERO)).isFalse();
        reader.close();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void theHandlerMayStopTheReader() {
        RecordReader[] reader = new RecordReader[1];
        reader[0] = new RecordReader(consumer, Start.END, Clock.systemUTC(), Decoders.results(new ResultHandler() {
            @Override
            public void result(FrameResult result, Instant readAt) {
                reader[0].close();
            }

            @Override
            public void notice(String sentence) {}
        }));
        write(Json.bytes(analyzed(CAMERA, 1)));

        reader[0].follow(now -> true);
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void whatWasWrittenDuringARestIsReadWhenItWasWritten() throws InterruptedException {
        List<Instant> readAt = new ArrayList<>();
        Instant[] now = {BEGINNING};
        RecordReader reader =
                new RecordReader(consumer, Start.END, new AdvancingClock(now), Decoders.results(new ResultHandler() {
                    @Override
                    public void result(FrameResult result, Instant at) {
                        readAt.add(at);
                    }

                    @Override
                    public void notice(String sentence) {}
                }));
        List<Integer> heardBefore = new ArrayList<>();

        reader.follow(at -> heardBefore.size() < 4, () -> {
            heardBefore.add(readAt.size());
            if (heardBefore.size() < 3) {
                // By a clock that is wrong, within the rest, and by a clock that runs ahead.
                List.of(-60, 400, 3_000).forEach(ms -> write(now[0].plusMillis(ms), Json.bytes(analyzed(CAMERA, 1))));
                now[0] = now[0].plusMillis(1_000);
                return true;
            }
            if (heardBefore.size() == 3) { // somebody is in a hurry now
                write(now[0].plusMillis(50), Json.bytes(analyzed(CAMERA, 1)));
                now[0] = now[0].plusMillis(100);
            }
            return false;
        });

        // The first rest comes where nothing is there, and another one when two polls have brought what was written.
        assertThat(heardBefore).containsExactly(0, 3, 6, 7);
        assertThat(readAt)
                .containsExactly(
                        BEGINNING,
                        BEGINNING.plusMillis(400),
                        BEGINNING.plusMillis(1_000),
                        BEGINNING.plusMillis(1_000),
                        BEGINNING.plusMillis(1_400),
                        BEGINNING.plusMillis(2_000),
                        BEGINNING.plusMillis(2_100));
    }

    @Test
    void whatWasWrittenBeforeSkippingToTheEndIsNotRead() {
        RecordReader reader = reader(Start.END);
        write(Json.bytes(analyzed(CAMERA, 1)));
        consumer.updateEndOffsets(Map.of(RESULTS, nextOffset));

        reader.skipToEnd();
        write(Json.bytes(analyzed(CAMERA, 2)));
        reader.poll(Duration.ZERO);

        assertThat(heard.results).containsExactly(analyzed(CAMERA, 2));
    }

    @Test
    void aBrokerThatRefusesIsOneSentence() {
        RecordReader reader = reader(Start.END);
        consumer.setPollException(new TopicAuthorizationException("Not authorized to access topics"));

        assertThatThrownBy(() -> reader.poll(Duration.ZERO))
                .isInstanceOf(FailedException.class)
                .hasMessage("reading final_result_topic, rejected-frames failed: Not authorized to access topics");
    }

    @Test
    void aTopicThatIsNotThereYetIsOneSentence() {
        consumer.updatePartitions(RESULTS.topic(), List.of());

        assertThatThrownBy(() -> reader(Start.END))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("final_result_topic");
        assertThat(consumer.closed()).isTrue();
    }

    private RecordReader reader(Start start) {
        return new RecordReader(
                consumer,
                start,
                Clock.fixed(BEGINNING, ZoneOffset.UTC),
                results,
                Decoders.rejects(List.of(REJECTS.topic()), heard));
    }

    private void write(byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(RESULTS.topic(), 0, nextOffset++, null, value));
    }

    private void write(Instant at, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(
                RESULTS.topic(),
                0,
                nextOffset++,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty()));
    }

    /** Tells what stands in its array. */
    private static final class AdvancingClock extends Clock {
        private final Instant[] now;

        AdvancingClock(Instant[] now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now[0];
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private void reject(String key, String... headers) {
        RecordHeaders kafkaHeaders = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            kafkaHeaders.add(headers[i], headers[i + 1].getBytes(UTF_8));
        }
        consumer.addRecord(new ConsumerRecord<>(
                REJECTS.topic(),
                0,
                nextOffset++,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(UTF_8),
                new byte[0],
                kafkaHeaders,
                Optional.empty()));
    }
}
