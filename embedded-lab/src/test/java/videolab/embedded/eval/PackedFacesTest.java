package videolab.embedded.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import videolab.cli.UsageException;
import videolab.contract.Emotion;
import videolab.embedded.eval.PackedFaces.LabelledFace;

class PackedFacesTest {

    private static final int PIXELS = 48 * 48;

    @TempDir
    private Path data;

    private Path split;
    private Path table;

    @BeforeEach
    void makeASplit() throws IOException {
        split = Files.createDirectory(data.resolve("public"));
        table = data.resolve("exclude.csv");
        write(new byte[] {0, 1, 2, 3, 4, 5, 6}, 7 * PIXELS);
    }

    @Test
    void labelsAreInFer2013sOrderAndPicturesFollowEachOther() {
        PackedFaces faces = PackedFaces.read(split, null);

        assertThat(faces.faces())
                .extracting(LabelledFace::label)
                .containsExactly(
                        Emotion.ANGRY,
                        Emotion.DISGUST,
                        Emotion.FEAR,
                        Emotion.HAPPY,
                        Emotion.SAD,
                        Emotion.SURPRISE,
                        Emotion.NEUTRAL);
        assertThat(faces.faces())
                .allSatisfy(face -> assertThat(face.pixels()).hasSize(PIXELS).containsOnly(face.pixels()[0]))
                .extracting(face -> (int) face.pixels()[0])
                .containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void excludedRowsOfTheSplitAreLeftOut() throws IOException {
        Files.writeString(table, "index_in_split,split,row\n1,public,900\n6,public,901\n3,train,902\n");

        assertThat(PackedFaces.read(split, table).faces())
                .extracting(face -> (int) face.pixels()[0])
                .containsExactly(0, 2, 3, 4, 5);
    }

    @Test
    void filesThatDoNotFitAreWrongUsage() throws IOException {
        write(new byte[] {0, 7}, 2 * PIXELS);
        assertUsage(() -> PackedFaces.read(split, null), "--data", "labels.u8 has 7 in row 1: 0..6");
        write(new byte[] {0, 1}, 2 * PIXELS - 1);
        assertUsage(() -> PackedFaces.read(split, null), "--data", "2 bytes", "4607", "48x48");
        write(new byte[0], 0);
        assertUsage(() -> PackedFaces.read(split, null), "--data", "0 bytes");
        Files.delete(split.resolve("images.u8"));
        assertUsage(() -> PackedFaces.read(split, null), "--data", "images.u8");
        assertUsage(() -> PackedFaces.read(data.resolve("none"), null), "--data", "none", "labels.u8");
    }

    @Test
    void anExcludeFileThatDoesNotFitIsWrongUsage() throws IOException {
        assertUsage(() -> PackedFaces.read(split, table), "--exclude", "exclude.csv");
        assertExcludeFails("split,row\npublic,1\n", "exclude.csv has no column 'index_in_split'");
        assertExcludeFails("split,index_in_split\npublic,one\n", "'one' in column 'index_in_split'");
        assertExcludeFails("split,index_in_split\npublic,7\n", "--exclude", "row 7 of public", "0..6");
        assertExcludeFails("split,index_in_split\npublic,-1\n", "row -1 of public");
        assertExcludeFails("split,index_in_split\npublic,1.5\n", "row 1.5 of public");
        assertExcludeFails("split,index_in_split\ntrain,1\n", "no row of the split 'public'");
        assertExcludeFails("split,index_in_split\n", "no row below its header line");
        assertExcludeFails(
                "split,index_in_split\npublic,0\npublic,1\npublic,2\npublic,3\npublic,4\npublic,5\npublic,6\n",
                "leaves no face");
    }

    private void assertExcludeFails(String content, String... parts) throws IOException {
        Files.writeString(table, content);
        assertUsage(() -> PackedFaces.read(split, table), parts);
    }

    private static void assertUsage(ThrowingCallable reading, String... parts) {
        assertThatThrownBy(reading).isInstanceOf(UsageException.class).hasMessageContainingAll(parts);
    }

    /** Picture by picture its number, in every pixel. */
    private void write(byte[] labels, int bytes) throws IOException {
        byte[] images = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            images[i] = (byte) (i / PIXELS);
        }
        Files.write(split.resolve("labels.u8"), labels);
        Files.write(split.resolve("images.u8"), images);
    }
}
