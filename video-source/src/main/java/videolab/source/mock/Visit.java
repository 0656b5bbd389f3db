package videolab.source.mock;

import videolab.contract.Emotion;

/**
 * One person's stay: appears from below or beside, sways in place, shows one emotion after the other, leaves.
 *
 * @param id of the person
 * @param seed chooses the emotions and the way of moving
 * @param startSeconds scene time at which the person begins to enter
 * @param endSeconds scene time at which the person is gone
 * @param place where the face rests
 * @param entry where it comes from and goes to, at the same size
 * @param swayX how far it moves to either side, in px
 * @param swayY how far it moves up and down, in px
 * @param swayTilt how far the head turns to either side around its tilt, in degrees
 */
record Visit(
        int id,
        long seed,
        double startSeconds,
        double endSeconds,
        Pose place,
        Pose entry,
        double swayX,
        double swayY,
        double swayTilt,
        Appearance appearance) {
    private static final double ENTERING_SECONDS = 0.6;
    private static final double MORPH_SECONDS = 0.2;
    private static final double SPELL_SECONDS = 2.2;
    private static final double BLINK_EVERY_SECONDS = 3.1;
    private static final double BLINK_SECONDS = 0.16;

    boolean covers(double seconds) {
        return seconds >= startSeconds && seconds < endSeconds;
    }

    Person at(double seconds) {
        double age = seconds - startSeconds;
        // A change of expression begins and ends MORPH_SECONDS / 2 around the end of a spell, where the label changes.
        Dice phase = Dice.of(seed, 11);
        double spellTime = age + phase.between(0, SPELL_SECONDS);
        int spell = (int) (spellTime / SPELL_SECONDS);
        double intoSpell = spellTime - spell * SPELL_SECONDS;
        Emotion emotion = emotion(spell);
        Expression expression = strengthened(spell);
        double half = MORPH_SECONDS / 2;
        if (intoSpell < half) {
            expression = strengthened(spell - 1).towards(expression, 0.5 + intoSpell / MORPH_SECONDS);
        } else if (SPELL_SECONDS - intoSpell < half) {
            expression = expression.towards(strengthened(spell + 1), 0.5 - (SPELL_SECONDS - intoSpell) / MORPH_SECONDS);
        }
        double blinkTime = (age + phase.between(0, BLINK_EVERY_SECONDS)) % BLINK_EVERY_SECONDS;
        if (blinkTime < BLINK_SECONDS) {
            expression = expression.blinking(Math.sin(Math.PI * blinkTime / BLINK_SECONDS));
        }
        return new Person(id, appearance, pose(age), emotion, expression);
    }

    private Pose pose(double age) {
        Dice dice = Dice.of(seed, 12);
        double inside = Math.min(1, Math.min(age, endSeconds - startSeconds - age) / ENTERING_SECONDS);
        double share = inside * inside * (3 - 2 * inside);
        double x = place.centreX() + swayX * wave(age, dice.between(3, 6), dice.roll());
        double y = place.centreY() + swayY * wave(age, dice.between(2, 4), dice.roll());
        double tilt = place.tiltDegrees() + swayTilt * wave(age, dice.between(2.5, 5), dice.roll());
        return new Pose(
                entry.centreX() + (x - entry.centreX()) * share,
                entry.centreY() + (y - entry.centreY()) * share,
                place.faceHeight(),
                tilt);
    }

    private Expression strengthened(int spell) {
        return Expressions.of(emotion(spell), Dice.of(seed, 13, spell).between(0.8, 1.0));
    }

    /** Every round of seven spells shows every emotion once, in an order of its own. */
    private Emotion emotion(int spell) {
        Emotion[] all = Emotion.values();
        int round = Math.floorDiv(spell, all.length);
        return all[Dice.of(seed, 14, round).shuffled(all.length)[Math.floorMod(spell, all.length)]];
    }

    private static double wave(double seconds, double periodSeconds, double phase) {
        return Math.sin(2 * Math.PI * (seconds / periodSeconds + phase));
    }
}
