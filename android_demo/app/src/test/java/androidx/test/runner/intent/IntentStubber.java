package androidx.test.runner.intent;

import android.app.Instrumentation.ActivityResult;
import android.content.Intent;

/** The type of what {@link IntentStubberRegistry} holds; Robolectric calls it by name. */
public interface IntentStubber {
    ActivityResult getActivityResultForIntent(Intent intent);
}
