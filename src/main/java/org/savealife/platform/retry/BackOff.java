package org.savealife.stream;

import java.time.Duration;

/** How long to pause before the next try: twice as long each time, up to the longest pause. */
public record BackOff(Duration pause, Duration longest) {

    public BackOff next() {
        var twice = pause.multipliedBy(2);
        return new BackOff(twice.compareTo(longest) < 0 ? twice : longest, longest);
    }
}
