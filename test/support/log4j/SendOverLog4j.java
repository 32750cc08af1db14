import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/** What a Java program sends that logs through Apache's log4j: an error with an exception and a context, and a warning. */
public class SendOverLog4j {
  public static void main(String[] arguments) {
    Logger logger = LogManager.getLogger("lab.Reload");
    ThreadContext.put("task", "Finance & \"close\"");
    logger.error("Reload failed; 3 rows: Größe <b>", new IllegalStateException("no memory"));
    ThreadContext.clearAll();
    logger.warn("slow ]]> end");
    LogManager.shutdown();
  }
}
