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
        Place place) {}
