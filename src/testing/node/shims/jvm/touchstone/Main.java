package touchstone;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;

/**
 * Runs the tests of one module again and again without a build tool, and without a new Java: each run gets
 * class loaders of its own, so that it sees the classes of its candidate and none of another's state. What a
 * run leaves in the process beyond that (threads that go on) is told, and then nobody runs in it again.
 *
 * Reads the path of a request a line, answers `@touchstone …` a line.
 */
public final class Main {
  private final Setup setup;
  private final List<File> path = new ArrayList<>();
  private final Compiled compiled;
  private final File overlay;
  private final ClassLoader shared;
  private String compiledKey = "";
  private String compileErrors;

  private Main(Setup setup) throws Exception {
    this.setup = setup;
    for (String each : setup.all("path")) path.add(new File(each));
    List<File> known = new ArrayList<>(path);
    for (String each : setup.all("framework")) known.add(new File(each));
    this.compiled = new Compiled(setup, known);
    this.overlay = new File(setup.one("overlay"));
    List<URL> framework = new ArrayList<>();
    for (String each : setup.all("framework")) framework.add(new File(each).toURI().toURL());
    this.shared = new URLClassLoader(framework.toArray(new URL[0]), Main.class.getClassLoader());
  }

  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    InputStream requests = System.in;
    System.setIn(new ByteArrayInputStream(new byte[0]));
    Main main = new Main(Setup.read(new File(args[0])));
    if (main.compiled.isPossible()) main.warmUp();
    answer(answers, main.compiled.isPossible() ? "ready" : "unfit there is no compiler");
    BufferedReader lines = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      try {
        answer(answers, main.run(Setup.read(new File(line)), answers));
      } catch (Throwable odd) {
        answer(answers, "odd " + odd.toString().replace('\n', ' '));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static void answer(PrintStream answers, String text) {
    answers.println("\n@touchstone " + text);
    answers.flush();
  }

  /** The compiler and the test framework are slow the first time, which is nobody's test time. */
  private void warmUp() throws IOException {
    if (!setup.all("warm").isEmpty()) compiled.into(overlay, setup.all("warm"), setup.all("warm"));
    Compiled.clear(overlay);
    File nowhere = new File(overlay.getPath() + ".txt");
    try (Told told = new Told(nowhere, false); Loader loader = loader(false)) {
      framework().run(new Choice(new ArrayList<>(), new HashSet<>()), loader, told);
    } catch (Exception odd) {
      // A framework that cannot run nothing may run something.
    }
  }

  private String run(Setup request, PrintStream answers) throws Exception {
    String key = request.one("key");
    if (!key.equals(compiledKey)) {
      Compiled.clear(overlay);
      compiledKey = "";
      compileErrors = compiled.into(overlay, request.all("changed"), request.all("source"));
      compiledKey = key;
    }
    if (compileErrors != null) {
      java.nio.file.Files.write(new File(request.one("output")).toPath(), compileErrors.getBytes(StandardCharsets.UTF_8));
      return "uncompiled";
    }
    answer(answers, "compiled");
    boolean coverage = request.one("coverage").equals("1");
    Set<Thread> before = threads();
    Properties properties = (Properties) System.getProperties().clone();
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    PrintStream out = System.out;
    PrintStream err = System.err;
    Tail tail = new Tail();
    PrintStream printed = new PrintStream(tail, true, "UTF-8");
    Throwable[] thrown = new Throwable[1];
    Lines.clear();
    try (Told told = new Told(new File(request.one("events")), coverage); Loader loader = loader(coverage)) {
      Choice choice = new Choice(request.all("class"), new LinkedHashSet<>(request.all("method")));
      Framework framework = framework();
      System.setOut(printed);
      System.setErr(printed);
      Thread thread = new Thread(() -> {
        try {
          framework.run(choice, loader, told);
        } catch (Throwable odd) {
          thrown[0] = odd;
        }
      }, "main");
      thread.setContextClassLoader(loader);
      thread.start();
      thread.join(Long.parseLong(request.one("patience")));
      if (thread.isAlive()) {
        told.stalled(trace(thread));
        // The time is over soon, and whoever waits then ends this process.
        thread.join();
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
      System.setProperties(properties);
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
      java.nio.file.Files.write(new File(request.one("output")).toPath(), tail.bytes());
    }
    if (thrown[0] != null) return "odd " + thrown[0].toString().replace('\n', ' ');
    return leftOver(before) ? "dirty" : "done";
  }

  private Framework framework() throws Exception {
    String name = setup.one("kind").equals("platform") ? "touchstone.PlatformRun" : "touchstone.Junit4Run";
    return (Framework) Class.forName(name, true, shared).getDeclaredConstructor().newInstance();
  }

  private Loader loader(boolean coverage) throws MalformedURLException {
    List<URL> places = new ArrayList<>();
    places.add(overlay.toURI().toURL());
    for (File each : path) places.add(each.toURI().toURL());
    Loader loader = new Loader(places.toArray(new URL[0]), shared, coverage);
    loader.setDefaultAssertionStatus(!setup.one("assertions").equals("off"));
    return loader;
  }

  /** Loads what is in folders, that is the project's own classes, with probes where lines are counted. */
  private static final class Loader extends URLClassLoader {
    private final boolean coverage;

    Loader(URL[] places, ClassLoader parent, boolean coverage) {
      super(places, parent);
      this.coverage = coverage;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!coverage) return super.findClass(name);
      String file = name.replace('.', '/') + ".class";
      URL place = findResource(file);
      if (place == null || !place.getProtocol().equals("file")) return super.findClass(name);
      try (InputStream in = place.openStream()) {
        byte[] bytes = Probes.into(all(in));
        if (bytes == null) return super.findClass(name);
        int dot = name.lastIndexOf('.');
        if (dot > 0 && getPackage(name.substring(0, dot)) == null) {
          definePackage(name.substring(0, dot), null, null, null, null, null, null, null);
        }
        String text = place.toString();
        URL folder = new URL(text.substring(0, text.length() - file.length()));
        return defineClass(name, bytes, 0, bytes.length, new java.security.CodeSource(folder, (java.security.cert.Certificate[]) null));
      } catch (IOException lost) {
        throw new ClassNotFoundException(name, lost);
      }
    }
  }

  private static byte[] all(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int read = in.read(part); read >= 0; read = in.read(part)) bytes.write(part, 0, read);
    return bytes.toByteArray();
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  /** Whether threads of the run go on: they would take time from the next run, or hold what it needs. */
  private static boolean leftOver(Set<Thread> before) throws InterruptedException {
    for (int look = 0; look < 10; look++) {
      boolean found = false;
      for (Thread thread : threads()) {
        if (before.contains(thread) || !thread.isAlive() || isOfJava(thread)) continue;
        found |= !thread.isDaemon() || thread.getState() == Thread.State.RUNNABLE;
      }
      if (!found) return false;
      Thread.sleep(10);
    }
    return true;
  }

  private static boolean isOfJava(Thread thread) {
    String name = thread.getName();
    return name.startsWith("ForkJoinPool.commonPool") || name.startsWith("process reaper") || name.startsWith("Common-Cleaner")
        || name.equals("Attach Listener") || name.startsWith("CompletableFutureDelayScheduler");
  }

  private static String trace(Thread thread) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement each : thread.getStackTrace()) text.append("\tat ").append(each).append('\n');
    return text.toString();
  }

  /** The end of what is printed. */
  private static final class Tail extends java.io.OutputStream {
    private static final int MOST = 64 * 1024;
    private final byte[] ring = new byte[MOST];
    private long written;

    @Override
    public synchronized void write(int each) {
      ring[(int) (written++ % MOST)] = (byte) each;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      for (int at = Math.max(0, length - MOST); at < length; at++) write(bytes[from + at]);
    }

    synchronized byte[] bytes() {
      int length = (int) Math.min(written, MOST);
      byte[] result = new byte[length];
      for (int at = 0; at < length; at++) result[at] = ring[(int) ((written - length + at) % MOST)];
      return result;
    }
  }
}
