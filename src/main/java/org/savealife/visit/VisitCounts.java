package org.savealife.visit;

/** How many donors are in each state of a donation's visits. */
public record VisitCounts(int booked, int waiting, int offered, int no, int gaveUp) {}
