package videolab.processor.cdn.formats;

/** Takes one field of a log over. */
@FunctionalInterface
interface FieldSetter {
    void set(RequestDraft draft, String text);
}
