package videolab.source.viewers;

/** What a viewer sees between the request and the end. */
enum PlayState {
    STARTING("s"),
    PLAYING("p"),
    STALLED("r"),
    SEEKING("k"),
    PAUSED("a");

    /** CMCD's token. */
    final String token;

    PlayState(String token) {
        this.token = token;
    }
}
