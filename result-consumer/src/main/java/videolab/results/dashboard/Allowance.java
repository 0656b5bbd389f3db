package videolab.results.dashboard;

/** So many a second on average, a few more at once. Safe for any number of threads. */
final class Allowance {

    private final double perSecond;
    private final double burst;
    private double left;
    private long last = System.nanoTime();

    Allowance(double perSecond, double burst) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.left = burst;
    }

    synchronized boolean take() {
        long now = System.nanoTime();
        left = Math.min(burst, left + (now - last) / 1e9 * perSecond);
        last = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
