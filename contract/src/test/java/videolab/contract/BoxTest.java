package videolab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BoxTest {

    @Test
    void iouOfHalfOverlappingBoxesIsAThird() {
        assertThat(new Box(0, 0, 10, 10).iou(new Box(5, 0, 10, 10))).isEqualTo(1.0 / 3);
    }

    @Test
    void iouOfTouchingOrEmptyBoxesIsZero() {
        assertThat(new Box(0, 0, 10, 10).iou(new Box(10, 0, 10, 10))).isZero();
        assertThat(new Box(0, 0, 0, 0).iou(new Box(0, 0, 0, 0))).isZero();
    }

    @Test
    void iouDoesNotOverflowOnHugeBoxes() {
        Box huge = new Box(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);

        assertThat(huge.iou(huge)).isEqualTo(1);
    }

    @Test
    void negativeSizesAreRefused() {
        assertThatThrownBy(() -> new Box(0, 0, -1, 5)).hasMessageContaining("-1x5");
    }
}
