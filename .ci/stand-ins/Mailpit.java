import org.savealife.dev.Mailbox;

/** The mailbox of the local run, which takes mail on port 11025 and shows it on port 18025, of this machine only. */
final class Mailpit {

    private Mailpit() {}

    public static void main(String[] arguments) throws InterruptedException {
        Mailbox.start(11025, 18025);
        Thread.currentThread().join();
    }
}
