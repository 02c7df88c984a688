package dev.evenkeel.e2e.house.crooked.kubernetes;

/** Retrofit is EMQX' side. */
final class SeesRetrofit {
    retrofit2.Call<String> wrong;
}
