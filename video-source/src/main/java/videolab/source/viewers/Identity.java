package videolab.source.viewers;

/** Who plays what on what, from where; the ids are null where the player knows none. */
record Identity(
        String session,
        EventFormat format,
        String userId,
        String deviceId,
        Content content,
        String cdn,
        Device device,
        Place place) {

    /** The same viewer and player, with other content. */
    Identity watching(Content other) {
        return new Identity(session, format, userId, deviceId, other, cdn, device, place);
    }
}
