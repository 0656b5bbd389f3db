package videolab.processor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerJvmTest {

    private final List<String> log = new ArrayList<>();
    private final PerJvm<String, Object> values = new PerJvm<>(
            key -> {
                log.add("open " + key);
                return new Object();
            },
            value -> log.add("close"));

    @Test
    void theLastLeaseClosesTheValue() {
        PerJvm.Lease<Object> one = values.lease("a");
        PerJvm.Lease<Object> two = values.lease("a");

        assertThat(values.get("a")).isSameAs(one.value()).isSameAs(two.value());
        one.close();
        one.close();
        assertThat(values.get("a")).isSameAs(two.value());
        assertThat(log).containsExactly("open a");
        two.close();
        assertThat(log).containsExactly("open a", "close");
    }

    @Test
    void aValueThatTasksOpenedIsTheServicesToo() {
        Object opened = values.get("a");

        try (PerJvm.Lease<Object> lease = values.lease("a")) {
            assertThat(lease.value()).isSameAs(opened);
        }
        assertThat(log).containsExactly("open a", "close");
        assertThat(values.get("a")).isNotSameAs(opened);
    }

    @Test
    void whatNobodyUsedIsNotOpened() {
        values.lease("a").close();

        assertThat(log).isEmpty();
    }

    @Test
    void eachKeyHasItsOwnValue() {
        PerJvm.Lease<Object> a = values.lease("a");
        PerJvm.Lease<Object> b = values.lease("b");
        assertThat(a.value()).isNotSameAs(b.value());
        a.close();

        assertThat(log).containsExactly("open a", "open b", "close");
    }

    @Test
    void whatCouldNotBeOpenedIsTriedAgain() {
        List<String> tries = new ArrayList<>();
        PerJvm<String, Object> failing = new PerJvm<>(
                key -> {
                    tries.add(key);
                    throw new IllegalStateException("no broker");
                },
                value -> {});

        assertThatThrownBy(() -> failing.lease("a").value()).hasMessage("no broker");
        assertThatThrownBy(() -> failing.get("a")).hasMessage("no broker");
        assertThat(tries).hasSize(2);
    }
}
