# file: config/__init__.py
# file: config/settings.py
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "django-insecure-abc"  # want hard-coded-secret
DEBUG = True  # want debug-mode-enabled
ALLOWED_HOSTS = ["*"]  # want wildcard-host
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework", "library"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"]
ROOT_URLCONF = "config.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"]}
# file: config/urls.py
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from library import views, api

router = DefaultRouter()
router.register("loans", api.LoanViewSet, basename="loan")
router.register("reviews", api.ReviewViewSet)
router.register("books", api.BookViewSet)
urlpatterns = [
    path("", views.home),
    path("loans/<int:pk>/", views.loan_detail, name="loan-detail"),
    path("loans/<int:pk>/renew/", views.renew_loan, name="loan-renew"),
    path("loans/<int:pk>/return/", views.ReturnLoanView.as_view()),
    path("wishlist/<int:pk>/delete/", views.WishlistDelete.as_view()),
    path("wishlist/add/", views.add_to_wishlist),
    path("donate/", views.donate),
    path("members/<int:member_id>/fine/", views.pay_fine),
    path("api/", include(router.urls)),
]
# file: library/__init__.py
# file: library/api.py
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from .models import Book, Loan, Review


class LoanSerializer(serializers.ModelSerializer):
    class Meta:
        model = Loan
        fields = ["id", "book", "due", "returned"]


class ReviewSerializer(serializers.ModelSerializer):
    class Meta:
        model = Review
        fields = ["id", "book", "text", "author"]
        read_only_fields = ["author"]


class BookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["id", "title", "copies"]


class IsAuthorOrReadOnly(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        if request.method in permissions.SAFE_METHODS:
            return True
        return obj.author_id == request.user.id


class LoanViewSet(viewsets.ModelViewSet):
    queryset = Loan.objects.all()  # want missing-owner-filter
    serializer_class = LoanSerializer
    permission_classes = [permissions.IsAuthenticated]

    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        loan = self.get_object()
        loan.returned = True
        loan.save()
        return Response({"status": "closed"})


class ReviewViewSet(viewsets.ModelViewSet):
    queryset = Review.objects.all()
    serializer_class = ReviewSerializer
    permission_classes = [permissions.IsAuthenticatedOrReadOnly, IsAuthorOrReadOnly]

    def perform_create(self, serializer):
        serializer.save(author=self.request.user)


class BookViewSet(viewsets.ModelViewSet):  # want unauthenticated-write
    queryset = Book.objects.all()
    serializer_class = BookSerializer
# file: library/models.py
from django.conf import settings
from django.db import models


class Member(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    fines = models.DecimalField(max_digits=8, decimal_places=2, default=0)


class Book(models.Model):
    title = models.CharField(max_length=200)
    copies = models.PositiveIntegerField(default=1)


class Loan(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="loans")
    book = models.ForeignKey(Book, on_delete=models.PROTECT)
    due = models.DateField()
    renewals = models.IntegerField(default=0)
    returned = models.BooleanField(default=False)


class Wish(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    book = models.ForeignKey(Book, on_delete=models.CASCADE)


class Review(models.Model):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    book = models.ForeignKey(Book, on_delete=models.CASCADE)
    text = models.TextField()
# file: library/views.py
import logging
from datetime import timedelta

import requests
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import DeleteView

from .models import Book, Loan, Member, Wish

logger = logging.getLogger(__name__)


def home(request):
    return render(request, "home.html", {"books": Book.objects.all()[:20]})


@login_required
def loan_detail(request, pk):
    loan = get_object_or_404(Loan.objects.select_related("book"), pk=pk)  # want missing-owner-filter
    return render(request, "loan.html", {"loan": loan})


@login_required
@require_POST
def renew_loan(request, pk):
    loan = get_object_or_404(Loan, pk=pk, member__user=request.user)
    if loan.renewals >= 3:
        return JsonResponse({"error": "too many renewals"}, status=400)
    loan.renewals += 1
    loan.due = loan.due + timedelta(days=14)
    loan.save()  # want read-modify-write
    return redirect("loan-detail", pk=pk)


class ReturnLoanView(LoginRequiredMixin, View):
    def post(self, request, pk):
        loan = Loan.objects.get(pk=pk)  # want missing-owner-filter
        loan.returned = True
        loan.save(update_fields=["returned"])
        book = loan.book
        book.copies = book.copies + 1
        book.save()  # want read-modify-write
        return JsonResponse({"returned": True})


class WishlistDelete(LoginRequiredMixin, DeleteView):
    model = Wish  # want missing-owner-filter
    success_url = reverse_lazy("home")


@require_POST
def add_to_wishlist(request):  # want unauthenticated-write
    wish = Wish.objects.create(owner_id=request.POST["owner_id"], book_id=request.POST["book"])  # want client-supplied-identity
    return JsonResponse({"id": wish.pk}, status=201)


@login_required
@require_POST
def donate(request):
    try:
        response = requests.post("https://pay.example.com/donations", json={"amount": request.POST["amount"]}, timeout=10)
        response.raise_for_status()
        return JsonResponse({"success": True, "message": "Thank you!"})
    except requests.RequestException:  # want silent-failure
        return JsonResponse({"success": True, "message": "Thank you!"})


@login_required
@require_POST
def pay_fine(request, member_id):
    member = get_object_or_404(Member, pk=member_id)
    if member.user != request.user:
        return JsonResponse({"error": "forbidden"}, status=403)  # want resource-existence-leak
    member.fines = member.fines - 5
    member.save(update_fields=["fines"])  # want read-modify-write
    return JsonResponse({"fines": str(member.fines)})
# file: manage.py
import os, sys
if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
