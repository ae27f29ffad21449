package org.savealife.platform.retry;

/**
 * A task that runs again and again. It catches everything, including an {@link Error}, because an exception would end
 * its schedule. It logs the first of several failures in a row, as a warning if the database is unavailable.
 */
public final class RecurringTask implements Runnable {

    private static final System.Logger LOG = System.getLogger(RecurringTask.class.getName());

    private final String name;
    private final Runnable task;
    private volatile boolean failing;

    /** @param name what the task does, as the beginning of a sentence: "Looking for work" */
    public RecurringTask(String name, Runnable task) {
        this.name = name;
        this.task = task;
    }

    @Override
    public void run() {
        try {
            task.run();
            failing = false;
        } catch (Throwable failed) {
            report(failed);
            failing = true;
        }
    }

    private void report(Throwable failed) {
        if (failing) {
            LOG.log(System.Logger.Level.DEBUG, name + " failed again", failed);
        } else if (DatabaseUnavailable.isCauseOf(failed)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: the database does not answer, trying again until it does: {1}",
                    name,
                    failed.getMessage());
        } else {
            LOG.log(System.Logger.Level.ERROR, name + " failed, trying again", failed);
        }
    }
}
