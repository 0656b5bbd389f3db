package videolab.processor.audience.sessions;

import videolab.processor.audience.viewers.Viewer;

/**
 * The dimensions of a session. Nothing is null.
 *
 * @param viewerHash salted hash of the viewer's id, by the most reliable id that is known
 * @param player name of the player, as the events or the user agent name it
 */
public record SessionProfile(Viewer viewer, long viewerHash, String player, String content, String cdn) {

    SessionProfile withViewer(long hash) {
        return new SessionProfile(viewer, hash, player, content, cdn);
    }
}
