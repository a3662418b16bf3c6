package touchstone;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Method;

/**
 * Surefire 2.22 as Debian and Ubuntu build it waits, once a test process has gone, until it has something to say
 * to that process: its next sign of life, up to ten seconds later. What it waits for is closed at once, as it
 * does itself afterwards. Where anything is different nothing is done, and it waits.
 */
final class LateGoodbye implements Runnable {
  private static final String FEEDER = ".shared.utils.cli.StreamFeeder";
  private static final String WAITING = ".shared.utils.cli.AbstractStreamHandler";
  private static final long EVERY_MS = 100;

  static void watch() {
    Thread thread = new Thread(new LateGoodbye(), "touchstone");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try {
      for (;;) {
        Thread.sleep(EVERY_MS);
        for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds(), 4)) {
          if (each != null && isAwaitingFeeder(each)) close(each.getLockInfo());
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (ReflectiveOperationException | RuntimeException other) {
      // Another surefire than that: it goes on as it is.
    }
  }

  /** It is waited for only after the process itself has ended. */
  private static boolean isAwaitingFeeder(ThreadInfo thread) {
    LockInfo lock = thread.getLockInfo();
    if (lock == null || !lock.getClassName().endsWith(FEEDER)) return false;
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().endsWith(WAITING) && frame.getMethodName().equals("waitUntilDone")) return true;
    }
    return false;
  }

  private static void close(LockInfo lock) throws ReflectiveOperationException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.getClass().getName().equals(lock.getClassName())) continue;
      if (System.identityHashCode(thread) != lock.getIdentityHashCode()) continue;
      Method close = thread.getClass().getMethod("close");
      close.setAccessible(true);
      close.invoke(thread);
    }
  }
}
