package touchstone;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Notes in what way a build tool runs its tests: the class path, the options and the properties of the
 * process that it starts for them. Nothing is changed in that process, and in Maven's own only what keeps it
 * from ending ({@link LateGoodbye}).
 */
public final class Agent {
  private Agent() {}

  /** @param folder where notes are left; null: nothing is noted */
  public static void premain(String folder, Instrumentation instrumentation) {
    String command = System.getProperty("sun.java.command", "");
    if (command.startsWith("org.codehaus.plexus.classworlds.launcher.Launcher")) LateGoodbye.watch();
    if (folder == null || !isTestProcess(command)) return;
    File file = new File(folder, "java-" + System.nanoTime() + ".txt");
    Runnable note = () -> write(file, instrumentation);
    Runtime.getRuntime().addShutdownHook(new Thread(note));
    Thread thread = new Thread(() -> repeat(note, new File(folder, file.getName().replace(".txt", ".at"))), "touchstone");
    thread.setDaemon(true);
    thread.start();
  }

  private static boolean isTestProcess(String command) {
    return command.contains("surefire") || command.contains("ForkedBooter") || command.contains("GradleWorkerMain");
  }

  /** A process that hangs is killed, and has no shutdown. What it hangs in is noted as well. */
  private static void repeat(Runnable note, File at) {
    long began = System.nanoTime();
    long wait = 500;
    String before = null;
    try {
      for (;;) {
        Thread.sleep(500);
        if (wait < 20_000 && (System.nanoTime() - began) / 1_000_000 >= 2 * wait - 500) {
          note.run();
          wait *= 2;
        }
        String now = current();
        if (now.equals(before)) continue;
        before = now;
        try (PrintWriter out = new PrintWriter(at, "UTF-8")) {
          out.println(now);
        } catch (IOException lost) {
          // Then this process seems to get no further, and another run decides.
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** The method that the test framework has called, of each thread that one is in: the tests that run now. */
  private static String current() {
    StringBuilder found = new StringBuilder();
    for (StackTraceElement[] trace : Thread.getAllStackTraces().values()) {
      boolean inFramework = false;
      for (int at = trace.length - 1; at >= 0; at--) {
        String name = trace[at].getClassName();
        if (name.startsWith("org.junit.") || name.startsWith("junit.framework.")) inFramework = true;
        else if (inFramework && !IS_OTHER.matcher(name).find()) {
          found.append(name).append('#').append(trace[at].getMethodName()).append(' ');
          break;
        }
      }
    }
    return found.toString();
  }

  private static final Pattern IS_OTHER =
      Pattern.compile("^(?:java|javax|jdk|sun|com\\.sun|org\\.apache\\.maven|org\\.gradle|worker\\.org\\.gradle|touchstone)\\.");

  private static synchronized void write(File file, Instrumentation instrumentation) {
    Properties properties = System.getProperties();
    Set<String> own = new LinkedHashSet<>();
    add(own, properties.getProperty("surefire.test.class.path"));
    Set<String> path = new LinkedHashSet<>();
    add(path, properties.getProperty("java.class.path"));
    boolean platform = false;
    boolean junit4 = false;
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      platform |= loaded.getName().equals("org.junit.platform.launcher.Launcher");
      junit4 |= loaded.getName().equals("org.junit.runner.Description");
      String place = placeOf(loaded);
      if (place != null && !path.contains(place)) path.add(place);
    }
    if (!platform && !junit4) return;
    File whole = new File(file.getPath() + ".part");
    try (PrintWriter out = new PrintWriter(whole, "UTF-8")) {
      line(out, "kind", platform ? "platform" : "junit4");
      line(out, "home", properties.getProperty("java.home"));
      line(out, "folder", properties.getProperty("user.dir"));
      for (String each : own) line(out, "own", each);
      for (String each : path) line(out, "path", each);
      for (String each : ManagementFactory.getRuntimeMXBean().getInputArguments()) line(out, "option", each);
      for (String name : properties.stringPropertyNames()) {
        line(out, "property", name + "=" + properties.getProperty(name));
      }
      for (Map.Entry<String, String> each : System.getenv().entrySet()) {
        line(out, "variable", each.getKey() + "=" + each.getValue());
      }
    } catch (IOException lost) {
      return;
    }
    if (!whole.renameTo(file)) whole.delete();
  }

  private static void line(PrintWriter out, String key, String value) {
    if (value != null) out.println(key + "\t" + value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
  }

  private static void add(Set<String> path, String entries) {
    if (entries == null) return;
    for (String entry : entries.split(File.pathSeparator)) {
      File place = new File(entry);
      // A jar that only names other jars is the build tool's way to pass a long class path.
      if (!entry.isEmpty() && place.exists() && !place.getName().startsWith("surefirebooter")) {
        path.add(place.getAbsolutePath());
      }
    }
  }

  private static String placeOf(Class<?> loaded) {
    try {
      CodeSource source = loaded.getProtectionDomain().getCodeSource();
      if (source == null || source.getLocation() == null || !"file".equals(source.getLocation().getProtocol())) return null;
      File place = new File(source.getLocation().toURI());
      return place.exists() ? place.getAbsolutePath() : null;
    } catch (SecurityException | URISyntaxException | IllegalArgumentException unknown) {
      return null;
    }
  }
}
