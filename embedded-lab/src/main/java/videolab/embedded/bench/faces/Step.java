package videolab.embedded.bench.faces;

/** A numbered step of the benchmark: measures once a round, so that whatever disturbs the machine meets all steps alike. */
interface Step {

    /** Its number in {@code docs/performance.md}. */
    int number();

    /** For a person, such as {@code bare loop}. */
    String title();

    /**
     * Measures once.
     *
     * @param figures takes the values, and has those of the steps before and the rounds before
     */
    void measure(BenchLab lab, Figures figures) throws Exception;
}
