package org.savealife.donor;

/** What another feature keeps about donors, and deletes when a donor is deleted. */
@FunctionalInterface
public interface DonorTraces {

    /** Deletes everything about a donor who is deleted. Repeatable. */
    void erase(String donorId);
}
