package touchstone;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests on the JUnit platform: JUnit 5, and older ones through its vintage engine. */
public final class PlatformRun implements Framework {
  @Override
  public void run(Choice choice, ClassLoader loader, Told told) throws Exception {
    DiscoverySelector[] selectors = choice.classes.stream()
        .map(name -> selector(name, loader))
        .toArray(DiscoverySelector[]::new);
    LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
        .selectors(selectors)
        // Lines are counted for one test at a time.
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false");
    if (!choice.isWhole()) request.filters((PostDiscoveryFilter) each -> FilterResult.includedIf(isChosen(each, choice)));
    LauncherDiscoveryRequest built = request.build();
    LauncherFactory.create().execute(built, new Listener(told));
  }

  private static DiscoverySelector selector(String name, ClassLoader loader) {
    try {
      return DiscoverySelectors.selectClass(Class.forName(name, false, loader));
    } catch (ClassNotFoundException | LinkageError missing) {
      return DiscoverySelectors.selectClass(name);
    }
  }

  private static boolean isChosen(TestDescriptor test, Choice choice) {
    Optional<TestSource> source = test.getSource();
    if (!source.isPresent() || !(source.get() instanceof MethodSource)) return !test.isTest();
    MethodSource method = (MethodSource) source.get();
    return choice.includes(method.getClassName(), method.getMethodName());
  }

  private static final class Listener implements TestExecutionListener {
    private final Told told;
    private final Map<String, Long> started = new ConcurrentHashMap<>();

    Listener(Told told) {
      this.told = told;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      if (!test.isTest()) return;
      told.began(className(test), method(test), test.getDisplayName());
      started.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      if (test.isTest()) told.ended(className(test), method(test), test.getDisplayName(), "skipped", 0, null);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      Throwable thrown = result.getThrowable().orElse(null);
      boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
      if (!test.isTest()) {
        if (failed && thrown != null) told.problem(className(test), thrown);
        return;
      }
      Long since = started.remove(test.getUniqueId());
      long nanos = since == null ? 0 : System.nanoTime() - since;
      String outcome = failed ? "failed" : result.getStatus() == TestExecutionResult.Status.ABORTED ? "skipped" : "passed";
      told.ended(className(test), method(test), test.getDisplayName(), outcome, nanos, failed ? thrown : null);
    }

    private static String className(TestIdentifier test) {
      TestSource source = test.getSource().orElse(null);
      if (source instanceof MethodSource) return ((MethodSource) source).getClassName();
      return source instanceof ClassSource ? ((ClassSource) source).getClassName() : test.getDisplayName();
    }

    /** The method, and the numbers of an invocation behind it as the report of a build tool has them. */
    private static String method(TestIdentifier test) {
      TestSource source = test.getSource().orElse(null);
      String reported = test.getLegacyReportingName();
      if (!(source instanceof MethodSource)) return reported;
      String name = ((MethodSource) source).getMethodName();
      int end = reported.length();
      int at = end;
      while (at > 0 && reported.charAt(at - 1) == ']') {
        int open = reported.lastIndexOf('[', at - 1);
        if (open < 0 || !isNumber(reported, open + 1, at - 1)) break;
        at = open;
      }
      return name + reported.substring(at, end);
    }

    private static boolean isNumber(String text, int from, int to) {
      for (int at = from; at < to; at++) if (!Character.isDigit(text.charAt(at))) return false;
      return to > from;
    }
  }
}
