package touchstone;

import java.io.Closeable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;

/** What happens in a run, one JSON object a line, written at once: whoever reads it may come after a crash. */
public final class Told implements Closeable {
  private final Writer out;
  private final boolean coverage;
  private String currentClass;
  private String currentMethod;

  Told(File file, boolean coverage) throws IOException {
    this.out = new OutputStreamWriter(new FileOutputStream(file), StandardCharsets.UTF_8);
    this.coverage = coverage;
  }

  public synchronized void began(String className, String method, String shown) {
    if (coverage) covered(null, null);
    currentClass = className;
    currentMethod = method;
    line("{\"kind\":\"began\"" + named(className, method, shown) + "}");
  }

  public synchronized void ended(String className, String method, String shown, String outcome, long nanos, Throwable thrown) {
    if (coverage && !outcome.equals("skipped")) covered(className, method);
    currentClass = null;
    line(
        "{\"kind\":\"ended\"" + named(className, method, shown) + ",\"outcome\":" + quoted(outcome)
            + ",\"ms\":" + (nanos / 1000) / 1000.0
            + (thrown == null ? "" : ",\"trace\":" + quoted(trace(thrown))) + "}");
  }

  /** Something failed beyond the tests: what prepares a class, for one. */
  public synchronized void problem(String className, Throwable thrown) {
    line("{\"kind\":\"problem\",\"class\":" + quoted(className) + ",\"trace\":" + quoted(trace(thrown)) + "}");
  }

  synchronized void stalled(String trace) {
    if (coverage) covered(currentClass, currentMethod);
    line("{\"kind\":\"stalled\",\"trace\":" + quoted(trace) + "}");
  }

  /** The lines since the last time, of one test, or of all of them. */
  synchronized void covered(String className, String method) {
    Map<String, TreeSet<Integer>> files = Lines.take(className == null);
    if (files.isEmpty()) return;
    StringBuilder told = new StringBuilder("{\"kind\":\"covered\"");
    if (className != null) told.append(named(className, method, method));
    told.append(",\"lines\":{");
    String comma = "";
    for (Map.Entry<String, TreeSet<Integer>> file : files.entrySet()) {
      told.append(comma).append(quoted(file.getKey())).append(':').append(file.getValue().toString().replace(" ", ""));
      comma = ",";
    }
    line(told.append("}}").toString());
  }

  @Override
  public synchronized void close() {
    if (coverage) covered(null, null);
    try {
      out.close();
    } catch (IOException lost) {
      // What could not be written is missing, and missing tests count as not passed.
    }
  }

  private void line(String text) {
    try {
      out.write(text);
      out.write('\n');
      out.flush();
    } catch (IOException lost) {
      // As above.
    }
  }

  private static String named(String className, String method, String shown) {
    return ",\"class\":" + quoted(className) + ",\"method\":" + quoted(method) + ",\"shown\":" + quoted(shown);
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    String all = text.toString();
    return all.length() > 200_000 ? all.substring(0, 200_000) : all;
  }

  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == '"' || each == '\\') json.append('\\').append(each);
      else if (each < ' ' || (each >= 0xd800 && each <= 0xdfff) || each == 0x2028 || each == 0x2029) {
        json.append(String.format("\\u%04x", (int) each));
      } else json.append(each);
    }
    return json.append('"').toString();
  }
}
