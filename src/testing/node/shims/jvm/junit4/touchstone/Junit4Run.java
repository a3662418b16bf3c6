package touchstone;

import java.util.ArrayList;
import java.util.List;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.manipulation.Filter;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/** Tests of JUnit 4, and of JUnit 3 through it. */
public final class Junit4Run implements Framework {
  @Override
  public void run(Choice choice, ClassLoader loader, Told told) throws Exception {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : choice.classes) {
      try {
        classes.add(Class.forName(name, false, loader));
      } catch (ClassNotFoundException | LinkageError missing) {
        told.problem(name, missing);
      }
    }
    Request request = Request.classes(classes.toArray(new Class<?>[0]));
    if (!choice.isWhole()) request = request.filterWith(new Chosen(choice));
    JUnitCore core = new JUnitCore();
    core.addListener(new Listener(told));
    core.run(request);
  }

  private static final class Chosen extends Filter {
    private final Choice choice;

    Chosen(Choice choice) {
      this.choice = choice;
    }

    @Override
    public boolean shouldRun(Description test) {
      if (test.isTest()) {
        return test.getMethodName() == null || choice.includes(test.getClassName(), test.getMethodName());
      }
      for (Description inner : test.getChildren()) if (shouldRun(inner)) return true;
      return false;
    }

    @Override
    public String describe() {
      return "chosen tests";
    }
  }

  private static final class Listener extends RunListener {
    private final Told told;
    private Failure failure;
    private boolean assumed;
    private long since;

    Listener(Told told) {
      this.told = told;
    }

    @Override
    public synchronized void testStarted(Description test) {
      failure = null;
      assumed = false;
      told.began(test.getClassName(), method(test), test.getDisplayName());
      since = System.nanoTime();
    }

    @Override
    public synchronized void testFailure(Failure found) {
      if (found.getDescription().isTest() && found.getDescription().getMethodName() != null) failure = found;
      else told.problem(found.getDescription().getClassName(), found.getException());
    }

    @Override
    public synchronized void testAssumptionFailure(Failure found) {
      assumed = true;
    }

    @Override
    public synchronized void testIgnored(Description test) {
      if (test.isTest()) told.ended(test.getClassName(), method(test), test.getDisplayName(), "skipped", 0, null);
    }

    @Override
    public synchronized void testFinished(Description test) {
      long nanos = System.nanoTime() - since;
      Throwable thrown = failure == null ? null : failure.getException();
      String outcome = thrown != null ? "failed" : assumed ? "skipped" : "passed";
      told.ended(test.getClassName(), method(test), test.getDisplayName(), outcome, nanos, thrown);
    }

    private static String method(Description test) {
      return test.getMethodName() == null ? test.getDisplayName() : test.getMethodName();
    }
  }
}
