package videolab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClasspathTest {

    /** Two of them, and the native library of one meets the classes of the other. */
    @ParameterizedTest
    @ValueSource(strings = {"org/opencv/core/Mat.class", "log4j2.properties"})
    void comesFromOneJar(String resource) throws IOException {
        // A jar may stand there twice: from the repository, and from the lib/ of a service's manifest.
        assertThat(Collections.list(ClasspathTest.class.getClassLoader().getResources(resource)).stream()
                        .map(ClasspathTest::jar)
                        .distinct())
                .hasSize(1);
    }

    /** {@code …/lib/opencv-4.9.0-0.jar!/…} is {@code opencv-4.9.0-0.jar}. */
    private static String jar(URL url) {
        String path = url.getPath();
        String jar = path.contains("!") ? path.substring(0, path.indexOf('!')) : "classes";
        return jar.substring(jar.lastIndexOf('/') + 1).replaceFirst("-[0-9.]+-SNAPSHOT", "");
    }
}
