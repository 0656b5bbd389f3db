package videolab.contract;

/** How long each step of a frame's analysis took, in milliseconds. */
public record StagesMs(double decode, double detect, double classify) {

    public static final StagesMs NONE = new StagesMs(0, 0, 0);
}
